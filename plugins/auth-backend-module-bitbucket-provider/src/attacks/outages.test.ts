import { setTimeout as delay } from 'node:timers/promises';
import { sessionCookie } from '@backstage-bitbucket/test-kit';
import { advanceClock } from '../__testUtils__/clock';
import {
  ACCOUNT,
  type Answer,
  type Endpoint,
  json,
  refusal,
  TOKEN,
} from '../__testUtils__/HostileBitbucket';
import {
  ajax,
  refresh,
  useSessionPortals,
} from '../__testUtils__/useSessionPortals';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const used = useSessionPortals({
  members: { allowedWorkspaces: ['harbour-bikes'], sessions: {} },
  small: { clientId: 'another-consumer', sessions: { callsPerHour: 12 } },
  brief: { sessionDuration: { minutes: 10 }, sessions: {} },
  strict: {
    clientId: 'a-third-consumer',
    sessions: { checkWithin: { seconds: 0 }, grace: { hours: 1 } },
  },
});

const requests = () => used.bitbucket.requests;
const eventsOf = (id: string) =>
  used.portal.audited.filter(({ eventId }) => eventId === id);

it.each<[string, string, Partial<Record<Endpoint, Answer>>]>([
  [
    'an outage of Bitbucket',
    'development',
    { user: json({}, 503), token: json({}, 503) },
  ],
  [
    'a wrong secret',
    'development',
    { token: json({ error: 'unauthorized_client' }, 401) },
  ],
  [
    'a missing permission',
    'development',
    { user: refusal(403, { required: ['account'] }) },
  ],
  ['a removed listing', 'members', { workspaces: refusal(410) }],
  [
    'an unknown error of one session',
    'development',
    { token: json({ error: 'slow_down' }, 400) },
  ],
])('%s causes few requests, and no event per page load', async (...args) => {
  const [, env, answers] = args;
  const browser = await used.signIn(env);
  advanceClock(2 * HOUR);
  used.bitbucket.answer(answers);
  used.bitbucket.clearRequests();
  for (let load = 1; load <= 40; load++) {
    expect((await refresh(browser, env)).status).toBe(200);
    await delay(10);
    advanceClock(2_000);
  }
  const sent = Object.values(requests()).reduce((sum, each) => sum + each, 0);
  expect(sent).toBeLessThan(12);
  expect(eventsOf('session-check').length).toBeLessThan(12);
});

it('a page load does not request an access token again after Bitbucket rejected it', async () => {
  const browser = await used.signIn('development');
  advanceClock(52 * MINUTE);
  used.bitbucket.answer({ token: json({ error: 'slow_down' }, 400) });
  used.bitbucket.clearRequests();
  for (let load = 1; load <= 5; load++) {
    const { status } = await refresh(browser, 'development', 'account team');
    expect(status).toBe(200);
  }
  expect(requests().token).toBe(1);
});

/** Rotates the refresh token at each use, and accepts the previous token for ten minutes. */
function rotate(onRotate: () => Promise<void>): Answer {
  const valid = { current: TOKEN.refresh_token, former: '', until: 0 };
  let count = 0;
  return (req, res) => {
    let body = '';
    req.on('data', chunk => {
      body += chunk;
    });
    req.on('end', async () => {
      const sent = new URLSearchParams(body).get('refresh_token') ?? '';
      if (sent === valid.current) {
        count += 1;
        valid.former = sent;
        valid.current = `rotated-${count}`;
        valid.until = Date.now() + 10 * MINUTE;
        await onRotate();
      } else if (sent !== valid.former || Date.now() > valid.until) {
        json({ error: 'invalid_request' }, 400)(req, res);
        return;
      }
      json({ ...TOKEN, refresh_token: valid.current })(req, res);
    });
  };
}

it('tokens that Bitbucket has rotated are not lost while the database is unavailable', async () => {
  const { knex } = used.database;
  let isFirst = true;
  const token = rotate(async () => {
    if (isFirst) {
      isFirst = false;
      await knex.schema.renameTable('bitbucket_auth_sessions', 'away');
    }
  });
  const browser = await used.signIn('development');
  advanceClock(2 * HOUR);
  used.bitbucket.answer({ token });
  const { payload_version: version } = await used.row();
  expect((await refresh(browser, 'development')).status).toBe(200);
  await used.until(() => !isFirst);
  await delay(500);
  await knex.schema.renameTable('away', 'bitbucket_auth_sessions');
  await used.until(async () => (await used.row()).payload_version > version);
  await used.until(async () => (await used.row()).lease_owner === null);
  advanceClock(61 * MINUTE);
  for (let load = 1; load <= 2; load++) {
    expect((await refresh(browser, 'development')).status).toBe(200);
    await used.until(async () => (await used.row()).lease_owner === null);
  }
}, 30_000);

const limited: Answer = (_, res) =>
  res.writeHead(429, { 'retry-after': '600' }).end('{}');

it('a page load requests no access token while Bitbucket limits requests', async () => {
  const browser = await used.signIn('development');
  advanceClock(52 * MINUTE);
  used.bitbucket.answer({ token: limited });
  used.bitbucket.clearRequests();
  for (let load = 1; load <= 8; load++) {
    const { status, body } = await refresh(
      browser,
      'development',
      'account repository',
    );
    expect(status).toBe(200);
    expect(body.providerInfo.accessToken).toBe('');
  }
  expect(requests().token).toBeLessThanOrEqual(1);
});

it('a page load requests no access token after the hourly requests are used', async () => {
  const browsers = [];
  for (let count = 1; count <= 4; count++) {
    browsers.push(await used.signIn('small'));
  }
  advanceClock(52 * MINUTE);
  const start = await used.portal.newBrowser().fetch('/start?env=small');
  expect(start.status).toBe(503);
  used.bitbucket.clearRequests();
  for (const browser of browsers) {
    const { status } = await refresh(browser, 'small', 'account repository');
    expect(status).toBe(200);
  }
  expect(requests()).toEqual({ token: 0, user: 0, emails: 0, workspaces: 0 });
});

it('a session of ten minutes remains valid for a user who loads a page each minute', async () => {
  const browser = await used.signIn('brief');
  for (let minute = 1; minute <= 14; minute++) {
    advanceClock(MINUTE);
    expect((await refresh(browser, 'brief')).status).toBe(200);
    await delay(20);
  }
});

it('each refresh is checked with checkWithin: { seconds: 0 }, whatever the number of refreshes', async () => {
  const browsers = [];
  for (let count = 1; count <= 15; count++) {
    browsers.push(await used.signIn('strict'));
  }
  advanceClock(10_000);
  const answers: Partial<Record<Endpoint, Answer>> = {
    user: json({ ...ACCOUNT, account_status: 'inactive' }),
  };
  used.bitbucket.answer(answers);
  used.bitbucket.clearRequests();
  for (const browser of browsers) {
    await refresh(browser, 'strict');
  }
  expect(requests().user).toBe(15);
});

it('a sign-out also ends the session that was replaced a moment ago', async () => {
  const browser = await used.signIn('development');
  const former = browser.session('development')!;
  await browser.comeBack(await browser.callbackOf('development'));
  await browser.fetch('/logout?env=development', {
    method: 'POST',
    headers: ajax,
  });
  const copy = used.portal.newBrowser();
  copy.setCookie(sessionCookie('development'), former);
  expect((await refresh(copy, 'development')).status).toBe(401);
  expect(eventsOf('session-end')).toHaveLength(2);
});

it.each([
  ['damaged', { payload: 'AAAA' }],
  ['expired', { last_used_at: 0 }],
])(
  'a sign-in that ends a session that is %s records that',
  async (reason, row) => {
    const browser = await used.signIn('development');
    await used.alter(row);
    used.portal.audited.length = 0;
    await browser.comeBack(await browser.callbackOf('development'));
    expect(eventsOf('session-end').map(({ meta }) => meta.reason)).toEqual([
      reason,
    ]);
  },
);

it('a client without a session cannot make the database appear unavailable', async () => {
  const browser = await used.signIn('development');
  const stranger = used.portal.newBrowser();
  for (const value of [
    'a'.repeat(33),
    'a'.repeat(300),
    '%00',
    '%F0%9F%92%A9',
  ]) {
    await stranger.fetch(`/start?env=development&flow=${value}`);
    await stranger.fetch(`/start?env=development&scope=${value}`);
  }
  expect((await refresh(browser, 'development')).status).toBe(200);
});

it('the keys of the portal remain cacheable', async () => {
  const root = used.portal.providerUrl.replace(/\/bitbucket$/, '');
  const { status, headers } = await fetch(`${root}/.well-known/jwks.json`);
  expect(status).toBe(200);
  expect(headers.get('cache-control')).not.toBe('no-store');
});
