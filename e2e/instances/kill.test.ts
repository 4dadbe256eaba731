import { expect } from '@playwright/test';
import { test } from './deployment';
import { Load } from './deployment/Load';
import { people } from './deployment/people';
import { Visitor } from './deployment/Visitor';

const CALLBACK = '/api/auth/bitbucket/handler/frame';
/** Few enough that half of the hour's requests to Bitbucket are left: then an account may sign in more than 20 times. */
const WORKERS = 9;

test('an instance that is killed costs nobody a session, and no more sign-ins than it was busy with', async ({
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

  // Bitbucket takes its time, so that callbacks are under way at any moment.
  stub.faults.add({ path: '/site/oauth2/access_token', latency: 500 });
  const load = new Load(Array.from({ length: WORKERS }, () => signIn));
  await expect.poll(() => load.done).toBeGreaterThan(2 * WORKERS);
  // More than two instances can be busy with, if they take turns.
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
