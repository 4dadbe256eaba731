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
  ok,
  refresh,
  useSessionPortals,
} from '../__testUtils__/useSessionPortals';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const used = useSessionPortals({
  // A check is overdue after two hours.
  strict: {
    allowedWorkspaces: ['harbour-bikes'],
    sessions: { checkWithin: { hours: 2 }, grace: { seconds: 0 } },
  },
  brief: { sessions: { checkWithin: { hours: 2 }, grace: { hours: 1 } } },
});

const inactive = () =>
  used.bitbucket.answer({
    user: json({ ...ACCOUNT, account_status: 'inactive' }),
  });
const renamed = { ...ACCOUNT, display_name: 'Mira L.' };

describe('a session that was checked', () => {
  it('gets a response without a request to Bitbucket, and without an event', async () => {
    const browser = await used.signIn('development');
    used.bitbucket.clearRequests();
    for (let minutes = 0; minutes < 50; minutes += 10) {
      expect(await refresh(browser, 'development')).toEqual(ok);
      advanceClock(10 * MINUTE);
    }
    expect(used.countRequests()).toBe(0);
    expect(used.events()).toEqual(['sign-in succeeded']);
  });

  it('is checked after the response when a check is due', async () => {
    const browser = await used.signIn('development');
    const before = await used.row();
    advanceClock(2 * HOUR);
    let release = () => {};
    used.bitbucket.answer({
      user: (req, res) => {
        release = () => json(renamed)(req, res);
      },
    });
    used.bitbucket.clearRequests();
    expect(await refresh(browser, 'development')).toEqual(ok);
    await used.until(() => used.bitbucket.requests.user === 1);
    expect(await refresh(browser, 'development')).toEqual(ok);
    release();
    await used.until(
      async () => (await used.row()).checked_at > before.checked_at,
    );
    const { body } = await refresh(browser, 'development');
    expect(body.profile.displayName).toBe('Mira L.');
    // One check for all requests. No resolver requires the addresses.
    expect(used.bitbucket.requests).toEqual({
      token: 1,
      user: 1,
      emails: 0,
      workspaces: 0,
    });
    expect(used.events()).toEqual([
      'sign-in succeeded',
      'session-check succeeded',
    ]);
  });

  it('does not record a check that changes nothing', async () => {
    const browser = await used.signIn('development');
    const { checked_at } = await used.row();
    advanceClock(2 * HOUR);
    await refresh(browser, 'development');
    await used.until(async () => (await used.row()).checked_at > checked_at);
    await refresh(browser, 'development');
    expect(used.events()).toEqual(['sign-in succeeded']);
  });

  it('ends after the response, and the next refresh contains the reason', async () => {
    const browser = await used.signIn('development');
    advanceClock(2 * HOUR);
    inactive();
    expect(await refresh(browser, 'development')).toEqual(ok);
    await used.until(async () => (await used.row()).ended_at !== null);
    const { status, body } = await refresh(browser, 'development');
    expect(status).toBe(401);
    expect(body.error.message).toMatch(/account is no longer active/);
  });

  it('remains valid if a check after the response fails', async () => {
    const browser = await used.signIn('development');
    advanceClock(2 * HOUR);
    used.bitbucket.answer({ user: json({}, 503) });
    expect(await refresh(browser, 'development')).toEqual(ok);
    await used.until(() => used.events().includes('session-check failed'));
    expect(await refresh(browser, 'development')).toEqual(ok);
  });
});

describe('a check that is overdue', () => {
  it('completes before the response', async () => {
    const browser = await used.signIn('development');
    advanceClock(8 * DAY);
    used.bitbucket.answer({ user: json(renamed) });
    used.bitbucket.clearRequests();
    const { status, body } = await refresh(browser, 'development');
    expect(status).toBe(200);
    expect(body.profile.displayName).toBe('Mira L.');
    expect(used.countRequests()).toBe(2);
  });

  it('runs once for requests that reach two instances', async () => {
    const browser = await used.signIn('strict');
    const twin = used.twinOf(browser);
    advanceClock(2 * HOUR);
    used.bitbucket.clearRequests();
    const answers = await Promise.all(
      [1, 2, 3, 4, 5].flatMap(() => [
        refresh(browser, 'strict'),
        refresh(twin, 'strict'),
      ]),
    );
    expect(answers).toEqual(Array(10).fill(ok));
    expect(used.bitbucket.requests).toEqual({
      token: 1,
      user: 1,
      emails: 0,
      workspaces: 1,
    });
  });

  it('waits until the lease of a crashed instance expires', async () => {
    const browser = await used.signIn('strict');
    advanceClock(2 * HOUR);
    await used.alter({ lease_owner: 'dead', lease_until: Date.now() + SECOND });
    expect(await refresh(browser, 'strict')).toEqual(ok);
  });

  it('leaves the session valid for the grace period, counted from its first use', async () => {
    const browser = await used.signIn('brief');
    advanceClock(10 * HOUR);
    used.bitbucket.answer({ user: json({}, 503) });
    expect(await refresh(browser, 'brief')).toEqual(ok);
    await used.until(async () => (await used.row()).overdue_at !== null);
    advanceClock(59 * MINUTE);
    expect(await refresh(browser, 'brief')).toEqual(ok);
    advanceClock(2 * MINUTE);
    const late = await refresh(browser, 'brief');
    expect(late.status).toBe(503);
    expect(late.retryAfter).toBeGreaterThan(0);
    expect(late.setCookies).toEqual([]);
    expect(late.body.error.message).toMatch(/It retries automatically/);

    used.bitbucket.answer({ user: json(ACCOUNT) });
    advanceClock(2 * MINUTE);
    expect(await refresh(browser, 'brief')).toEqual(ok);
    expect((await used.row()).overdue_at).toBeNull();
  });

  it('has no grace period that a wrong clock has started', async () => {
    const browser = await used.signIn('brief');
    advanceClock(3 * HOUR);
    used.bitbucket.answer({ user: json({}, 503) });
    await used.alter({ overdue_at: Date.now() + DAY });
    expect((await refresh(browser, 'brief')).status).toBe(503);
  });

  it('holds its lease for longer than it takes, with a clock that is a minute ahead', async () => {
    const browser = await used.signIn('development');
    advanceClock(8 * DAY);
    let release = () => {};
    used.bitbucket.answer({
      user: (req, res) => {
        release = () => json(ACCOUNT)(req, res);
      },
    });
    used.bitbucket.clearRequests();
    const pending = refresh(browser, 'development');
    await used.until(() => used.bitbucket.requests.user === 1);
    const { lease_until } = await used.row();
    release();
    expect((await pending).status).toBe(200);
    expect(lease_until - Date.now()).toBeGreaterThan(MINUTE + 15 * SECOND);
  });

  it.each<[string, string, Endpoint, Answer]>([
    ['check fails', '', 'user', json({}, 503)],
    [
      'check would end it',
      '',
      'user',
      json({ ...ACCOUNT, account_status: 'closed' }),
    ],
    ['new access token fails', 'team', 'token', json({}, 503)],
  ])(
    'returns no session that ends before its %s',
    async (_, scope, endpoint, answer) => {
      const browser = await used.signIn('development');
      advanceClock(scope ? 52 * MINUTE : 8 * DAY);
      let release = () => {};
      used.bitbucket.answer({
        [endpoint]: (req: any, res: any) => {
          release = () => answer(req, res);
        },
      });
      used.bitbucket.clearRequests();
      const pending = refresh(browser, 'development', scope);
      await used.until(() => used.bitbucket.requests[endpoint] === 1);
      const twin = used.twinOf(browser);
      await twin.fetch('/logout?env=development', {
        method: 'POST',
        headers: ajax,
      });
      release();
      const { status, body } = await pending;
      expect(status).toBe(401);
      expect(body.error.message).toMatch(/signed out/);
    },
  );

  it('uses a new access token if Bitbucket rejects the stored one', async () => {
    const browser = await used.signIn('brief');
    // Valid for a long time, according to Bitbucket.
    used.bitbucket.answer({
      token: json({ ...TOKEN, access_token: 'revoked', expires_in: 86_400 }),
    });
    advanceClock(3 * HOUR);
    expect(await refresh(browser, 'brief')).toEqual(ok);
    advanceClock(3 * HOUR);
    used.bitbucket.answer({
      token: json({ ...TOKEN, access_token: 'new' }),
      user: (req, res) =>
        req.headers.authorization === 'Bearer new'
          ? json(renamed)(req, res)
          : refusal(401)(req, res),
    });
    used.bitbucket.clearRequests();
    const { body } = await refresh(browser, 'brief');
    expect(body.profile.displayName).toBe('Mira L.');
    expect(used.bitbucket.requests).toMatchObject({ token: 1, user: 2 });
  });
});
