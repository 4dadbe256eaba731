import { type SchedulerServiceTaskFunction } from '@backstage/backend-plugin-api';
import { mockServices } from '@backstage/backend-test-utils';
import { advanceClock } from '../__testUtils__/clock';
import {
  ACCOUNT,
  type Answer,
  json,
  oauthError,
  TOKEN,
} from '../__testUtils__/HostileBitbucket';
import { useSessionPortals } from '../__testUtils__/useSessionPortals';

const cleanups: SchedulerServiceTaskFunction[] = [];
const scheduler = mockServices.scheduler.mock({
  scheduleTask: async ({ id, fn }) => {
    if (id === 'bitbucket-delete-old-sessions') {
      cleanups.push(fn);
    }
  },
});
const used = useSessionPortals(
  {
    brief: { sessionDuration: { hours: 1 }, sessions: {} },
    small: { sessions: { callsPerHour: 100 } },
    tiny: { clientId: 'another-consumer', sessions: { callsPerHour: 10 } },
  },
  [scheduler.factory],
);

const calls = () => used.database.knex('bitbucket_auth_calls');

beforeEach(async () => {
  // The hourly requests of an earlier test have expired.
  advanceClock(2 * 60 * 60 * 1000);
  await calls().delete();
});

/** Completes sign-ins at Bitbucket, in the given number of browsers. */
async function comeBack(count: number, env: string) {
  const callbacks: Array<() => Promise<Response>> = [];
  for (let index = 0; index < count; index++) {
    const browser = used.portal.newBrowser();
    const { href } = await browser.callbackOf(env);
    callbacks.push(() =>
      browser.fetch(href.slice(used.portal.providerUrl.length)),
    );
  }
  return callbacks;
}

const statusesOf = async (responses: Array<Promise<Response>>) =>
  (await Promise.all(responses)).map(({ status }) => status).sort();

it('many failed sign-ins at the same time send no more requests than sequential ones', async () => {
  const slow: Answer = (req, res) =>
    setImmediate(() => oauthError('invalid_grant')(req, res));
  const callbacks = await comeBack(130, 'development');
  used.bitbucket.answer({ token: slow });
  used.bitbucket.clearRequests();
  const statuses = await statusesOf(callbacks.map(each => each()));
  expect(statuses).toEqual([...Array(100).fill(200), ...Array(30).fill(503)]);
  expect(used.countRequests()).toBe(100);
}, 60_000);

it.each([
  [
    'one after the other',
    async (callbacks: Array<() => Promise<Response>>) => {
      for (const each of callbacks) {
        await each();
      }
    },
  ],
  [
    'at the same time',
    async (callbacks: Array<() => Promise<Response>>) => {
      await Promise.all(callbacks.map(each => each()));
    },
  ],
])('sign-ins that return %s do not exceed callsPerHour', async (_, send) => {
  const callbacks = await comeBack(8, 'tiny');
  used.bitbucket.clearRequests();
  await send(callbacks);
  // At the same time, reserved requests count twice for a moment.
  expect([3, 6, 9]).toContain(used.countRequests());
  const [late] = await comeBack(1, 'development');
  expect((await late()).status).toBe(200);
});

it('a sign-in that exceeds the hourly limit can be repeated later', async () => {
  const [late] = await comeBack(1, 'tiny');
  for (const each of await comeBack(3, 'tiny')) {
    await each();
  }
  const response = await late();
  expect(response.status).toBe(503);
  expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(3_000);
  expect(await response.text()).toContain('no more requests at the moment');
});

it('unfinished sign-ins only block their own address', async () => {
  const attempts = () => used.database.knex('bitbucket_auth_attempts');
  await comeBack(1, 'development');
  const { address_hash, ...row } = await attempts()
    .whereNotNull('address_hash')
    .orderBy('expires_at', 'desc')
    .first();
  for (let index = 1; index < 500; index++) {
    await attempts().insert({ ...row, address_hash, nonce_hash: `n${index}` });
  }
  const start = () => used.portal.newBrowser().fetch('/start?env=development');
  const refused = await start();
  expect(refused.status).toBe(503);
  expect(await refused.text()).toContain('from your network address are open');
  await attempts().update({ address_hash: 'another' });
  expect((await start()).status).toBe(302);
});

it('the cleanup ends sessions that the configuration invalidates', async () => {
  await used.signIn('brief');
  await used.signIn('development');
  advanceClock(2 * 60 * 60 * 1000);
  used.portal.audited.length = 0;
  await cleanups[0](new AbortController().signal);
  expect(used.events()).toEqual(['session-end succeeded']);
  const live = used.database.knex('bitbucket_auth_sessions');
  expect(await live.whereNotNull('payload')).toMatchObject([
    { environment: 'development' },
  ]);
});

describe('an account that signs in repeatedly', () => {
  const other = { ...ACCOUNT, uuid: ACCOUNT.uuid.replace('a1', 'b2') };

  const failures = async () =>
    (await calls().select('consumer_hash', 'calls')).map(row =>
      Number(row.calls),
    );

  it('is rejected after 20 sign-ins if half of the requests are used', async () => {
    // 60 of 100 requests.
    for (let count = 1; count <= 20; count++) {
      await used.signIn('small');
    }
    const [refused] = await comeBack(1, 'small');
    const response = await refused();
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(3_000);
    expect(await response.text()).toMatch(
      /has signed in 20 times within an hour.*Sign in again in \d+ minutes/,
    );
    expect(used.events()).toContain('sign-in failed');
    // Counts as five failed sign-ins of the address.
    await used.until(async () => (await failures()).includes(5));

    used.bitbucket.answer({ user: json(other), token: json(TOKEN) });
    const [another] = await comeBack(1, 'small');
    expect(await (await another()).text()).not.toContain('20 times');

    advanceClock(60 * 60 * 1000);
    used.bitbucket.answer({ user: json(ACCOUNT) });
    await calls().delete();
    await used.signIn('small');
  }, 60_000);

  it('is not rejected while half of the requests remain', async () => {
    for (let count = 1; count <= 22; count++) {
      await used.signIn('development');
    }
    expect(used.events()).not.toContain('sign-in failed');
  }, 60_000);

  it('does not count against its address after a success', async () => {
    await used.signIn('small');
    await used.until(async () => (await failures()).includes(3));
    expect(await failures()).toEqual([3]);
  });
});
