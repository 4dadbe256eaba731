import { expect } from '@playwright/test';
import { test } from './deployment';
import { Load } from './deployment/Load';
import {
  BOOKING_API,
  expectNewKeys,
  refreshAll,
  signInAll,
} from './deployment/tokens';
import type { Visitor } from './deployment/Visitor';

/** Sends requests of a visitor, and fails unless they succeed. */
function asking(
  visitor: Visitor,
  path: string,
  options?: { method: string; json: object },
) {
  return async () => {
    const { status } = await visitor.ask(path, options);
    if (status !== 200) {
      const { method, servedBy } = visitor.lastExchange;
      throw new Error(`${method} ${path}: ${status}, ${servedBy.join(' ')}`);
    }
  };
}

test('restarting one instance after the other fails no request, and invalidates no token', async ({
  deployment,
}) => {
  const { instances } = deployment;
  const visitors = await signInAll(deployment);
  const [atHome, atChunk, atEntity, atEntities, renewing] = visitors;
  const oldTokens = visitors.map(({ session }) => session!.token);
  const page = await (await atHome.ask('/')).text();
  const chunk = /src="(\/static\/[^"]+\.js)"/.exec(page)?.[1] ?? '';

  const load = new Load([
    asking(atHome, '/'),
    asking(atChunk, chunk),
    asking(atEntity, BOOKING_API),
    // The request of the portal's pages, which a proxy does not retry.
    asking(atEntities, '/api/catalog/entities/by-refs', {
      method: 'POST',
      json: { entityRefs: ['component:default/booking-api'] },
    }),
    () => renewing.refresh(),
  ]);
  for (const { server } of instances) {
    const before = server.pid;
    await server.end('SIGTERM');
    expect(server.exitCode).toBe(0);
    await server.start();
    expect(server.pid).not.toBe(before);
  }
  const restartedAt = performance.now();
  await expect
    .poll(() => servedSince(visitors, restartedAt))
    .toEqual(instances.map(({ address }) => address).sort());
  await load.stop();

  expect(load.failures).toEqual([]);
  expect(chunk).toMatch(/\.js$/);

  // Each instance signs with its own key, and with a new one after a restart.
  await expectNewKeys(instances, oldTokens, await refreshAll(visitors));
  test.info().annotations.push({
    type: 'figures',
    description: `${load.done} requests during the restarts`,
  });
});

function servedSince(visitors: Visitor[], since: number): string[] {
  const exchanges = visitors
    .flatMap(visitor => visitor.exchanges)
    .filter(({ startedAt }) => startedAt > since);
  return [...new Set(exchanges.flatMap(({ servedBy }) => servedBy))].sort();
}
