import { expect } from '@playwright/test';
import { test } from './deployment';
import { Load } from './deployment/Load';
import { people } from './deployment/people';
import { type Visitor } from './deployment/Visitor';

const CALLBACK = '/api/auth/bitbucket/handler/frame';
/**
 * With this number, half of the hourly requests to Bitbucket remain, so that an account can sign in more
 * than 20 times.
 */
const WORKERS = 9;

test('killing an instance ends no session, and fails only the sign-ins in progress at it', async ({
  deployment,
}) => {
  const { instances, stub } = deployment;
  const [victim] = instances;
  const visitors: Visitor[] = [];
  const failed: Visitor[] = [];
  const signIn = async () => {
    const visitor = deployment.visitor();
    visitors.push(visitor);
    try {
      await visitor.signIn(people[visitors.length % people.length]);
    } catch {
      failed.push(visitor);
    }
  };
  const exchanges = () => visitors.flatMap(visitor => visitor.exchanges);
  const callbacksUnderWay = () =>
    exchanges().filter(
      ({ path, endedAt }) => path === CALLBACK && endedAt === Infinity,
    ).length;

  // Bitbucket responds slowly, so that callbacks are always in progress.
  stub.faults.add({ path: '/site/oauth2/access_token', latency: 500 });
  const load = new Load(Array.from({ length: WORKERS }, () => signIn));
  await expect.poll(() => load.done).toBeGreaterThan(2 * WORKERS);
  // More than two instances can process if they take turns.
  await expect
    .poll(callbacksUnderWay, { intervals: [5] })
    .toBeGreaterThan((WORKERS * 2) / 3);

  const signedInBefore = visitors.filter(({ session }) => session);
  const killedAt = performance.now();
  await victim.server.end('SIGKILL');
  const diedAt = performance.now();
  const doneAtDeath = load.done;
  await expect.poll(() => load.done).toBeGreaterThan(doneAtDeath + 3 * WORKERS);
  stub.faults.clear();
  await load.stop();

  const inFlight = exchanges().filter(
    ({ servedBy, startedAt, endedAt }) =>
      servedBy.includes(victim.address) &&
      startedAt <= diedAt &&
      endedAt >= killedAt,
  );
  expect(inFlight.length).toBeGreaterThan(0);
  expect(inFlight).toEqual(
    expect.arrayContaining(failed.map(({ lastExchange }) => lastExchange)),
  );
  expect(victim.server.isRunning).toBe(false);

  expect(signedInBefore.length).toBeGreaterThan(WORKERS);
  for (const visitor of visitors.filter(({ session }) => session)) {
    const { userEntityRef } = visitor.session!;
    expect((await visitor.refresh()).userEntityRef).toBe(userEntityRef);
    visitor.leave();
  }
  test.info().annotations.push({
    type: 'figures',
    description: `${inFlight.length} in flight at the instance, ${failed.length} sign-ins failed, ${signedInBefore.length} people were signed in before`,
  });
});
