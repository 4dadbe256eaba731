import { setTimeout } from 'node:timers/promises';
import { createWorkQueue } from './workQueue';

function work(milliseconds: number) {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

it('serves other requests between pieces that were added at once', async () => {
  const runInTurn = createWorkQueue();
  const order: string[] = [];
  const pieces = ['first', 'second', 'third'].map(name =>
    runInTurn(() => {
      work(10);
      order.push(name);
    }),
  );
  while (!order.includes('third')) {
    await setTimeout(1);
    if (order.at(-1) !== 'other') {
      order.push('other');
    }
  }
  await Promise.all(pieces);
  expect(order.join(' ')).toContain('first other second other third');
});

it('returns results and errors, and continues after an error', async () => {
  const runInTurn = createWorkQueue();
  const wrong = runInTurn(() => {
    throw new Error('wrong');
  });
  const right = runInTurn(() => 1);
  await expect(wrong).rejects.toThrow('wrong');
  expect(await right).toBe(1);
});
