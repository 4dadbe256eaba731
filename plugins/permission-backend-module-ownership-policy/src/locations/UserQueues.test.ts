import { UserQueues } from './UserQueues';

function defer() {
  let resolve!: () => void;
  const promise = new Promise<void>(callback => {
    resolve = callback;
  });
  return { promise, resolve };
}

it('runs one task of a user at a time', async () => {
  const queues = new UserQueues();
  const log: string[] = [];
  const { promise: first, resolve } = defer();
  const tasks = [
    queues.run('a', async () => {
      log.push('a1');
      await first;
      throw new Error('failed');
    }),
    queues.run('a', async () => log.push('a2')),
  ];
  await queues.run('b', async () => log.push('b1'));
  expect(log).toEqual(['a1', 'b1']);
  resolve();
  await expect(tasks[0]).rejects.toThrow('failed');
  await tasks[1];
  expect(log).toEqual(['a1', 'b1', 'a2']);
});

it('rejects the 21st task of a user', async () => {
  const queues = new UserQueues();
  const { promise: first, resolve } = defer();
  const open = Array.from({ length: 20 }, () => queues.run('a', () => first));
  await expect(queues.run('a', () => first)).rejects.toMatchObject({
    statusCode: 429,
    message: expect.stringContaining('20 of your requests'),
  });
  await queues.run('b', async () => {});
  resolve();
  await Promise.all(open);
  await queues.run('a', async () => {});
});
