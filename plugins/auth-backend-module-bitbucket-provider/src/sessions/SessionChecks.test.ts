import { createBackendModule } from '@backstage/backend-plugin-api';
import {
  AuthResolverContext,
  createSignInResolverFactory,
  OAuthAuthenticatorResult,
  SignInInfo,
} from '@backstage/plugin-auth-node';
import { BitbucketProfile, bitbucketSignInExtensionPoint } from '..';
import { advanceClock } from '../__testUtils__/clock';
import {
  ACCOUNT,
  Answer,
  Endpoint,
  json,
  raw,
  refusal,
  TOKEN,
} from '../__testUtils__/HostileBitbucket';
import {
  ajax,
  refresh,
  useSessionPortals,
} from '../__testUtils__/useSessionPortals';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const policy = {
  allowedWorkspaces: ['harbour-bikes'],
  requireTwoFactorAuthentication: true,
};
/** The access tokens that the resolver `asking` got. */
const seenTokens: string[] = [];
/** A resolver that calls Bitbucket. */
const askingResolver = createBackendModule({
  pluginId: 'auth',
  moduleId: 'asking-resolver',
  register(reg) {
    reg.registerInit({
      deps: { bitbucket: bitbucketSignInExtensionPoint },
      async init({ bitbucket }) {
        bitbucket.addSignInResolver(
          'asking',
          createSignInResolverFactory({
            create: () =>
              Object.assign(
                async (
                  {
                    result: { fullProfile, session },
                  }: SignInInfo<OAuthAuthenticatorResult<BitbucketProfile>>,
                  ctx: AuthResolverContext,
                ) => {
                  seenTokens.push(session.accessToken);
                  return ctx.signInWithCatalogUser({
                    annotations: { 'bitbucket.org/user-id': fullProfile.uuid },
                  });
                },
                { needsBitbucket: true },
              ),
          }),
        );
      },
    });
  },
});

const used = useSessionPortals(
  {
    development: { sessions: {} },
    // A check is overdue after two hours.
    strict: {
      ...policy,
      sessions: { checkWithin: { hours: 2 }, grace: { seconds: 0 } },
    },
    brief: { sessions: { checkWithin: { hours: 2 }, grace: { hours: 1 } } },
    small: {
      clientId: 'another-consumer',
      sessions: {
        callsPerHour: 10,
        checkAfter: { minutes: 1 },
        checkWithin: { minutes: 2 },
      },
    },
    tight: {
      clientId: 'a-third-consumer',
      sessions: {
        callsPerHour: 12,
        checkWithin: { hours: 2 },
        grace: { hours: 1 },
      },
    },
    asking: { sessions: {}, signIn: { resolvers: [{ resolver: 'asking' }] } },
  },
  [askingResolver],
);

const inactive = () =>
  used.bitbucket.answer({
    user: json({ ...ACCOUNT, account_status: 'inactive' }),
  });
const renamed = { ...ACCOUNT, display_name: 'Mira L.' };
const requests = () =>
  Object.values(used.bitbucket.requests).reduce((one, other) => one + other);
const clearRequests = () => {
  used.bitbucket.requests = { token: 0, user: 0, emails: 0, workspaces: 0 };
};
const events = () =>
  used.portal.audited.map(({ eventId, status }) => `${eventId} ${status}`);
const ok = expect.objectContaining({ status: 200, setCookies: [] });

describe('a session that was checked', () => {
  it('answers without a request to Bitbucket, and without an event', async () => {
    const browser = await used.signIn('development');
    clearRequests();
    for (let minutes = 0; minutes < 50; minutes += 10) {
      expect(await refresh(browser, 'development')).toEqual(ok);
      advanceClock(10 * MINUTE);
    }
    expect(requests()).toBe(0);
    expect(events()).toEqual(['sign-in succeeded']);
  });

  it('is checked behind the response when a check is due', async () => {
    const browser = await used.signIn('development');
    const before = await used.row();
    advanceClock(2 * HOUR);
    let release = () => {};
    used.bitbucket.answer({
      user: (req, res) => {
        release = () => json(renamed)(req, res);
      },
    });
    clearRequests();
    expect(await refresh(browser, 'development')).toEqual(ok);
    await used.until(() => used.bitbucket.requests.user === 1);
    expect(await refresh(browser, 'development')).toEqual(ok);
    release();
    await used.until(
      async () => (await used.row()).checked_at > before.checked_at,
    );
    const { body } = await refresh(browser, 'development');
    expect(body.profile.displayName).toBe('Mira L.');
    // One check for all; no resolver requires the addresses.
    expect(used.bitbucket.requests).toEqual({
      token: 1,
      user: 1,
      emails: 0,
      workspaces: 0,
    });
    expect(events()).toEqual(['sign-in succeeded', 'session-check succeeded']);
  });

  it('records no check that changes nothing', async () => {
    const browser = await used.signIn('development');
    const { checked_at } = await used.row();
    advanceClock(2 * HOUR);
    await refresh(browser, 'development');
    await used.until(async () => (await used.row()).checked_at > checked_at);
    await refresh(browser, 'development');
    expect(events()).toEqual(['sign-in succeeded']);
  });

  it('ends behind the response, and the next refresh says why', async () => {
    const browser = await used.signIn('development');
    advanceClock(2 * HOUR);
    inactive();
    expect(await refresh(browser, 'development')).toEqual(ok);
    await used.until(async () => (await used.row()).ended_at !== null);
    const { status, body } = await refresh(browser, 'development');
    expect(status).toBe(401);
    expect(body.error.message).toMatch(/account is not active any more/);
  });

  it('goes on where a check behind the response fails', async () => {
    const browser = await used.signIn('development');
    advanceClock(2 * HOUR);
    used.bitbucket.answer({ user: json({}, 503) });
    expect(await refresh(browser, 'development')).toEqual(ok);
    await used.until(() => events().includes('session-check failed'));
    expect(await refresh(browser, 'development')).toEqual(ok);
  });
});

describe('a check that is overdue', () => {
  it('comes before the response', async () => {
    const browser = await used.signIn('development');
    advanceClock(8 * DAY);
    used.bitbucket.answer({ user: json(renamed) });
    clearRequests();
    const { status, body } = await refresh(browser, 'development');
    expect(status).toBe(200);
    expect(body.profile.displayName).toBe('Mira L.');
    expect(requests()).toBe(2);
  });

  it('is made once for requests that reach two instances', async () => {
    const browser = await used.signIn('strict');
    const twin = used.twinOf(browser, 'strict');
    advanceClock(2 * HOUR);
    clearRequests();
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

  it('waits for the lease of an instance that died, and no longer', async () => {
    const browser = await used.signIn('strict');
    advanceClock(2 * HOUR);
    await used.alter({ lease_owner: 'dead', lease_until: Date.now() + SECOND });
    expect(await refresh(browser, 'strict')).toEqual(ok);
  });

  it('lets a session go on for the grace period, counted from its first use', async () => {
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
    expect(late.body.error.message).toMatch(/It tries again by itself/);

    used.bitbucket.answer({ user: json(ACCOUNT) });
    advanceClock(2 * MINUTE);
    expect(await refresh(browser, 'brief')).toEqual(ok);
    expect((await used.row()).overdue_at).toBeNull();
  });

  it('has no grace period that a wrong clock has begun', async () => {
    const browser = await used.signIn('brief');
    advanceClock(3 * HOUR);
    used.bitbucket.answer({ user: json({}, 503) });
    await used.alter({ overdue_at: Date.now() + DAY });
    expect((await refresh(browser, 'brief')).status).toBe(503);
  });

  it('holds its lease longer than it takes, by a clock that is a minute ahead', async () => {
    const browser = await used.signIn('development');
    advanceClock(8 * DAY);
    let release = () => {};
    used.bitbucket.answer({
      user: (req, res) => {
        release = () => json(ACCOUNT)(req, res);
      },
    });
    clearRequests();
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
    'answers for no session that ends before its %s',
    async (_, scope, endpoint, answer) => {
      const browser = await used.signIn('development');
      advanceClock(scope ? 52 * MINUTE : 8 * DAY);
      let release = () => {};
      used.bitbucket.answer({
        [endpoint]: (req: any, res: any) => {
          release = () => answer(req, res);
        },
      });
      clearRequests();
      const pending = refresh(browser, 'development', scope);
      await used.until(() => used.bitbucket.requests[endpoint] === 1);
      const twin = used.twinOf(browser, 'development');
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

  it('uses a new access token where Bitbucket rejects the one it had', async () => {
    const browser = await used.signIn('brief');
    // Alive for a long time, by what Bitbucket said.
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
    clearRequests();
    const { body } = await refresh(browser, 'brief');
    expect(body.profile.displayName).toBe('Mira L.');
    expect(used.bitbucket.requests).toMatchObject({ token: 1, user: 2 });
  });
});

describe('when the requests of the hour are used up', () => {
  it('answers from the database, and says when a sign-in is possible', async () => {
    const browser = await used.signIn('small');
    for (let count = 2; count <= 4; count++) {
      await used.signIn('small');
    }
    advanceClock(3 * MINUTE);
    clearRequests();
    expect(await refresh(browser, 'small')).toEqual(ok);
    expect(requests()).toBe(0);

    const start = await browser.fetch('/start?env=small');
    expect(start.status).toBe(503);
    expect(Number(start.headers.get('retry-after'))).toBeGreaterThan(60);
    expect(await start.text()).toMatch(/Sign in again in \d+ minutes/);

    advanceClock(HOUR);
    expect(await refresh(browser, 'small')).toEqual(ok);
    expect(requests()).toBeGreaterThan(0);
  });
});

describe('when most requests of the hour are used', () => {
  it('checks a session without grace up to 90 %, and then lets its user sign in again', async () => {
    const browsers = [await used.signIn('tight'), await used.signIn('tight')];
    advanceClock(3 * HOUR);
    used.bitbucket.answer({ token: json({}, 503) });
    for (const browser of browsers) {
      expect(await refresh(browser, 'tight')).toEqual(ok);
    }
    const rows = () => used.database.knex('bitbucket_auth_sessions');
    await used.until(
      async () => !(await rows().whereNull('overdue_at').first()),
    );
    used.bitbucket.reset();
    // Nine of twelve requests.
    for (let count = 1; count <= 3; count++) {
      await used.signIn('tight');
    }
    expect(await refresh(browsers[0], 'tight')).toEqual(ok);

    const { status, body } = await refresh(browsers[1], 'tight');
    expect(status).toBe(503);
    expect(body.error).toMatchObject({ canSignIn: true });
    const start = await browsers[1].fetch('/start?env=tight');
    expect(start.status).toBe(302);
  });
});

describe('a resolver that calls Bitbucket', () => {
  it('is called for each of many users', async () => {
    const browsers = [];
    for (let count = 1; count <= 12; count++) {
      browsers.push(await used.signIn('asking'));
    }
    advanceClock(3 * HOUR);
    seenTokens.length = 0;
    for (const browser of browsers) {
      expect(await refresh(browser, 'asking')).toEqual(ok);
    }
    expect(seenTokens).not.toContain('');
  });

  it('waits for the access token that another instance renews', async () => {
    const browser = await used.signIn('asking');
    advanceClock(3 * HOUR);
    let release = () => {};
    used.bitbucket.answer({
      token: (req, res) => {
        release = () => json({ ...TOKEN, access_token: 'new' })(req, res);
      },
    });
    clearRequests();
    seenTokens.length = 0;
    const first = refresh(browser, 'asking');
    await used.until(() => used.bitbucket.requests.token === 1);
    const second = refresh(used.twinOf(browser, 'asking'), 'asking');
    // Meanwhile the second refresh finds the lease taken, and waits.
    setTimeout(() => release(), 400);
    expect(await Promise.all([first, second])).toEqual([ok, ok]);
    expect(seenTokens).toEqual(['new', 'new']);
    expect(requests()).toBe(2);
  });

  it('is called during an outage only while the access token is alive', async () => {
    const browser = await used.signIn('asking');
    used.bitbucket.answer({ user: json({}, 503), token: json({}, 503) });
    expect(await refresh(browser, 'asking')).toEqual(ok);
    advanceClock(3 * HOUR);
    seenTokens.length = 0;
    expect((await refresh(browser, 'asking')).status).toBe(503);
    expect(seenTokens).toEqual([]);
    used.bitbucket.reset();
    expect(await refresh(browser, 'asking')).toEqual(ok);
  });

  it('is called after a check at each refresh, with an access token that is alive', async () => {
    const browser = await used.signIn('asking');
    clearRequests();
    advanceClock(5 * MINUTE);
    expect(await refresh(browser, 'asking')).toEqual(ok);
    expect(used.bitbucket.requests).toMatchObject({ token: 0, user: 1 });

    advanceClock(2 * HOUR);
    used.bitbucket.answer({ token: json({ ...TOKEN, access_token: 'new' }) });
    seenTokens.length = 0;
    expect(await refresh(browser, 'asking')).toEqual(ok);
    expect(used.bitbucket.requests).toMatchObject({ token: 1, user: 2 });
    expect(seenTokens).toEqual(['new']);
  });
});

const unauthorized = refusal(401);
const oauthError = (error: string, status = 400) => json({ error }, status);
const closed = { ...ACCOUNT, account_status: 'closed' };

it.each<[string, Partial<Record<Endpoint, Answer>>, string, RegExp]>([
  [
    'invalid_grant',
    { token: oauthError('invalid_grant') },
    'token_rejected',
    /has ended the access/,
  ],
  [
    'invalid_request',
    { token: oauthError('invalid_request') },
    'token_rejected',
    /has ended the access/,
  ],
  [
    '401 for two access tokens',
    { user: unauthorized },
    'token_rejected',
    /has ended the access/,
  ],
  [
    '401 for two listings',
    { workspaces: unauthorized },
    'token_rejected',
    /has ended the access/,
  ],
  [
    'a closed account',
    { user: json(closed) },
    'account_inactive',
    /is not active|closed/,
  ],
  [
    'an account without two-step verification',
    { user: json({ ...ACCOUNT, has_2fa_enabled: false }) },
    'two_factor_missing',
    /two-step verification/,
  ],
  [
    'a complete list without the workspace',
    { workspaces: json({ values: [] }) },
    'workspace_left',
    /workspace/,
  ],
])('%s ends the session for good', async (_, answers, reason, sentence) => {
  const browser = await used.signIn('strict');
  advanceClock(2 * HOUR);
  used.bitbucket.answer(answers);
  const first = await refresh(browser, 'strict');
  expect(first.status).toBe(401);
  expect(first.body.error.message).toMatch(sentence);
  expect(first.setCookies).toEqual([]);

  used.bitbucket.reset();
  const second = await refresh(used.twinOf(browser, 'strict'), 'strict');
  expect(second.status).toBe(401);
  expect(second.body.error.message).toMatch(sentence);
  expect(requests()).toBe(0);
  expect(await used.row()).toMatchObject({
    end_reason: reason,
    ended_by: 'check',
    payload: null,
  });
  expect(events()).toEqual(['sign-in succeeded', 'session-end succeeded']);
});

const countErrors = () =>
  used.portal.log().split('rejects the OAuth consumer of this portal').length;
const mistakes: [string, Partial<Record<Endpoint, Answer>>][] = [
  ['unauthorized_client', { token: oauthError('unauthorized_client', 401) }],
  ['unauthorized_client by 400', { token: oauthError('unauthorized_client') }],
  ['invalid_client', { token: oauthError('invalid_client', 401) }],
  ['invalid_scope', { token: oauthError('invalid_scope') }],
  ['403 that names scopes', { user: refusal(403, { required: ['account'] }) }],
  ['407 of a proxy', { user: raw('Proxy', 'text/plain', 407) }],
];
it.each<[string, Partial<Record<Endpoint, Answer>>]>([
  ...mistakes,
  ['another error of OAuth', { token: oauthError('slow_down') }],
  ['400 of the API', { user: json({ type: 'error' }, 400) }],
  ['401 of a proxy', { user: json({ type: 'error' }, 401) }],
  ['404 of a listing', { workspaces: refusal(404) }],
  ['410 of a listing', { workspaces: refusal(410) }],
  ['429', { user: json({ type: 'error' }, 429) }],
  ['500', { user: json({ type: 'error' }, 500) }],
  ['a page of a proxy', { token: raw('<html>', 'text/html', 400) }],
  ['a page of a proxy by 200', { user: raw('<html>', 'text/html') }],
  [
    'another account',
    { user: json({ ...ACCOUNT, uuid: ACCOUNT.uuid.replace('a1', 'b2') }) },
  ],
  ['an account without a uuid', { user: json({ ...closed, uuid: null }) }],
])('%s signs nobody out', async (name, answers) => {
  const isMistake = mistakes.some(([each]) => each === name);
  const before = countErrors();
  const browser = await used.signIn('strict');
  advanceClock(2 * HOUR);
  used.bitbucket.answer(answers);
  const { status, retryAfter, setCookies } = await refresh(browser, 'strict');
  expect({ status, setCookies }).toEqual({ status: 503, setCookies: [] });
  expect(retryAfter).toBeGreaterThan(0);
  expect((await used.row()).ended_at).toBeNull();
  expect(events()).toEqual(['sign-in succeeded', 'session-check failed']);
  // The operator must know, and each time.
  expect(countErrors()).toBe(before + (isMistake ? 1 : 0));

  used.bitbucket.reset();
  expect(await refresh(browser, 'strict')).toEqual(ok);
});

describe('when many checks end sessions', () => {
  it('ends ten, and the others when their checks are overdue', async () => {
    const browsers = [];
    for (let count = 1; count <= 13; count++) {
      browsers.push(await used.signIn('development'));
    }
    const live = () =>
      used.database
        .knex('bitbucket_auth_sessions')
        .whereNull('ended_at')
        .count({ count: '*' })
        .first();
    advanceClock(2 * HOUR);
    inactive();
    used.portal.audited.length = 0;
    for (const [index, browser] of browsers.entries()) {
      // Slower than the pace of checks.
      advanceClock(SECOND);
      expect(await refresh(browser, 'development')).toEqual(ok);
      await used.until(() => used.portal.audited.length > index);
    }
    expect(await live()).toEqual({ count: 3 });
    expect(events().slice(10)).toEqual(Array(3).fill('session-check failed'));

    advanceClock(8 * DAY);
    for (const browser of browsers) {
      expect((await refresh(browser, 'development')).status).toBe(401);
    }
    expect(await live()).toEqual({ count: 0 });
  });
});

describe('an access token', () => {
  it('is sent for more than the base scopes only', async () => {
    const browser = await used.signIn('development');
    const { body } = await refresh(browser, 'development');
    expect(body.providerInfo).toEqual({ accessToken: '', scope: 'account' });
    const more = await refresh(browser, 'development', 'account team');
    expect(more.body.providerInfo).toEqual({
      accessToken: TOKEN.access_token,
      scope: 'account team',
      expiresInSeconds: expect.any(Number),
    });
    expect(events()).toEqual(['sign-in succeeded', 'access-token succeeded']);
  });

  it('is renewed once where it lives for less than ten minutes, on two instances', async () => {
    const browser = await used.signIn('development');
    const twin = used.twinOf(browser, 'development');
    advanceClock(52 * MINUTE);
    used.bitbucket.answer({ token: json({ ...TOKEN, access_token: 'new' }) });
    clearRequests();
    const answers = await Promise.all(
      [browser, twin, browser, twin].map(each =>
        refresh(each, 'development', 'team'),
      ),
    );
    for (const { body } of answers) {
      expect(body.providerInfo).toMatchObject({ accessToken: 'new' });
    }
    expect(requests()).toBe(1);
  });

  it('is left out where Bitbucket gives none, and the user stays signed in', async () => {
    const browser = await used.signIn('development');
    advanceClock(52 * MINUTE);
    used.bitbucket.answer({ token: json({}, 503) });
    const { status, body } = await refresh(browser, 'development', 'team');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      providerInfo: {
        accessToken: '',
        scope: 'account team',
        expiresInSeconds: 600,
      },
      backstageIdentity: { identity: { userEntityRef: 'user:default/mira' } },
    });
  });

  it('that Bitbucket has ended for good ends the session', async () => {
    const browser = await used.signIn('development');
    advanceClock(52 * MINUTE);
    used.bitbucket.answer({ token: oauthError('invalid_grant') });
    expect((await refresh(browser, 'development', 'team')).status).toBe(401);
    expect((await used.row()).end_reason).toBe('token_rejected');
  });
});
