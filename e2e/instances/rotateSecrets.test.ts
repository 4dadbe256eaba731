import { expect } from '@playwright/test';
import { createHmac, randomUUID } from 'node:crypto';
import { test } from './deployment';
import { Load } from './deployment/Load';
import type { Deployment } from './deployment/startDeployment';
import {
  BOOKING_API,
  expectNewKeys,
  refreshAll,
  signInAll,
} from './deployment/tokens';
import type { Visitor } from './deployment/Visitor';

const WEBHOOK = { repository: { full_name: 'harbour-bikes/booking-api' } };
const ENTITY = '/api/bitbucket-cloud/entities/component/default/booking-api';
const CATALOG_FILE =
  'https://bitbucket.org/harbour-bikes/booking-api/src/main/catalog-info.yaml';
const PULL_REQUESTS = `${ENTITY}/pull-requests`;
const PIPELINES = `${ENTITY}/pipelines`;

/** The roles of the connections of all instances. */
const ROLES =
  "select distinct usename from pg_stat_activity where application_name like 'backstage_plugin_%'";

type Options = NonNullable<Parameters<Visitor['ask']>[1]>;

/** Sends requests of a visitor, and fails unless they succeed. */
function asking(visitor: Visitor, path: string, options?: () => Options) {
  return async () => {
    const response = await visitor.ask(path, options?.());
    const { status } = response;
    if (status < 200 || status > 202) {
      throw new Error(`${path}: ${status} ${await response.text()}`);
    }
  };
}

/** Validates a catalog file, which the portal reads with its token for repositories. */
function validating(visitor: Visitor) {
  return asking(visitor, '/api/catalog/locations?dryRun=true', () => ({
    method: 'POST',
    json: { type: 'url', target: CATALOG_FILE },
  }));
}

/** Returns a delivery, signed with the secret that Bitbucket has at this time. */
function createDelivery({ webhookSecret }: Deployment): Options {
  const digest = createHmac('sha256', webhookSecret)
    .update(JSON.stringify(WEBHOOK))
    .digest('hex');
  return {
    method: 'POST',
    json: WEBHOOK,
    headers: {
      'x-event-key': 'repo:push',
      'x-request-uuid': randomUUID(),
      'x-hub-signature': `sha256=${digest}`,
    },
  };
}

test('renewing all secrets, and restarting one instance after the other, fails no request and invalidates no token', async ({
  deployment,
}) => {
  const { instances, postgres, rotation } = deployment;
  const visitors = await signInAll(deployment);
  const [atHome, atChunk, atEntity, atEntities, renewing] = visitors;
  const bitbucket = deployment.visitor();
  const oldTokens = visitors.map(({ session }) => session!.token);
  const page = await (await atHome.ask('/')).text();
  const chunk = /src="(\/static\/[^"]+\.js)"/.exec(page)?.[1] ?? '';
  const oldSecret = deployment.webhookSecret;

  const load = new Load([
    asking(atHome, '/'),
    asking(atChunk, chunk),
    asking(atEntity, BOOKING_API),
    asking(atEntity, PULL_REQUESTS),
    // The request of the portal's pages, which a proxy does not retry.
    asking(atEntities, '/api/catalog/entities/by-refs', () => ({
      method: 'POST',
      json: { entityRefs: ['component:default/booking-api'] },
    })),
    () => renewing.refresh(),
    asking(bitbucket, '/api/events/http/bitbucketCloud', () =>
      createDelivery(deployment),
    ),
  ]);
  // Not more often than backend.limits.readings permits.
  const readings = new Load([validating(atEntity)], 2_000);
  await rotation.begin();
  for (const { server } of instances) {
    const before = server.pid;
    await server.end('SIGTERM');
    expect(server.exitCode).toBe(0);
    await server.start();
    expect(server.pid).not.toBe(before);
  }
  await rotation.end();
  expect(deployment.webhookSecret).not.toBe(oldSecret);
  expect(await postgres.query(ROLES)).toEqual([{ usename: 'quayside_2' }]);
  const restartedAt = performance.now();
  await expect
    .poll(() => servedSince(visitors, restartedAt))
    .toEqual(instances.map(({ address }) => address).sort());
  await Promise.all([load.stop(), readings.stop()]);

  expect([...load.failures, ...readings.failures]).toEqual([]);
  expect(chunk).toMatch(/\.js$/);

  // Each instance signs with its own key, and with a new one after a restart.
  await expectNewKeys(instances, oldTokens, await refreshAll(visitors));
  // The new secret of the consumer, and the new tokens
  await signInAll(deployment);
  for (const instance of instances) {
    const answer = await instance.ask(PIPELINES, renewing.session!.token);
    expect(answer.status).toBe(200);
    expect(await answer.json()).not.toHaveProperty('problem');
  }
  for (let count = 0; count < instances.length * 2; count++) {
    await validating(renewing)();
  }
  test.info().annotations.push({
    type: 'figures',
    description: `${load.done} requests while the secrets were renewed`,
  });
});

function servedSince(visitors: Visitor[], since: number): string[] {
  const exchanges = visitors
    .flatMap(visitor => visitor.exchanges)
    .filter(({ startedAt }) => startedAt > since);
  return [...new Set(exchanges.flatMap(({ servedBy }) => servedBy))].sort();
}
