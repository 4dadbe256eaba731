import { mockServices } from '@backstage/backend-test-utils';
import { BackgroundTasks } from './BackgroundTasks';

it('waits for its tasks at the shutdown, and signals them to stop waiting', async () => {
  const background = new BackgroundTasks(mockServices.logger.mock());
  let isDone = false;
  background.run('test', async shutdown => {
    await new Promise(resolve =>
      shutdown.addEventListener('abort', resolve, { once: true }),
    );
    isDone = true;
  });
  await background.drain(60_000);
  expect(isDone).toBe(true);
});

it('does not wait longer than the limit', async () => {
  const background = new BackgroundTasks(mockServices.logger.mock());
  background.run('test', () => new Promise(() => {}));
  await background.drain(1);
});
