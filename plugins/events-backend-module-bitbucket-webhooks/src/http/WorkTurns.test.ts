import { WorkTurns } from './WorkTurns';

it('lets other events happen between two pieces of work', async () => {
  const turns = new WorkTurns();
  const done: string[] = [];
  const work = ['first', 'second', 'third'].map(name =>
    turns.run(() => {
      done.push(name);
      setImmediate(() => done.push('other'));
    }),
  );
  await Promise.all(work);
  expect(done).toEqual(['first', 'other', 'second', 'other', 'third']);
});

it('continues after an error', async () => {
  const turns = new WorkTurns();
  const failed = turns.run(() => {
    throw new Error('not JSON');
  });
  const next = turns.run(() => 'parsed');
  await expect(failed).rejects.toThrow('not JSON');
  expect(await next).toBe('parsed');
});
