import { expect } from '@playwright/test';
import { test } from './deployment';
import { Load } from './deployment/Load';

/** An address that the rate limit counts, unlike 127.0.0.1. */
const ADDRESS = '127.0.0.44';

test('a client that is limited at one instance is limited at all instances', async ({
  deployment,
}) => {
  const { instances } = deployment;
  const [first] = instances;
  const eager = deployment.visitor(ADDRESS);
  const statuses = new Set<number | undefined>();
  const load = new Load(
    Array.from(
      { length: 24 },
      () => async () =>
        statuses.add(await first.statusFor(ADDRESS, '/robots.txt')),
    ),
    0,
  );
  await expect.poll(() => statuses.has(429)).toBe(true);
  await load.stop();
  expect(load.failures).toEqual([]);

  for (const instance of instances) {
    expect(await instance.statusFor(ADDRESS, '/')).toBe(429);
  }
  for (let count = 0; count < 4 * instances.length; count++) {
    expect((await eager.ask('/')).status).toBe(429);
  }
  expect(new Set(eager.exchanges.flatMap(each => each.servedBy)).size).toBe(3);

  for (const { address } of instances) {
    const other = deployment.visitor('127.0.0.45');
    expect((await other.ask('/')).status, address).toBe(200);
    other.leave();
  }
});
