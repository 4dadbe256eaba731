import { randomBytes } from 'node:crypto';
import { failure, type Outcome, success } from '../__testUtils__/auditOutcome';
import { advanceClock } from '../__testUtils__/clock';
import { ACCOUNT, json, TOKEN } from '../__testUtils__/HostileBitbucket';
import { CLIENT } from '../__testUtils__/startPortal';
import { useHostilePortal } from '../__testUtils__/useHostilePortal';

const RESOLVER = 'userIdMatchingUserEntityAnnotation';
const MIRA = { uuid: ACCOUNT.uuid, userEntityRef: 'user:default/mira' };
const SESSION = {
  session: expect.stringMatching(/^[0-9a-f-]{36}$/),
  ...MIRA,
};
const STRANGER = '{b2f0c3d2-5b6e-4c7a-9d10-0c2f4e6a8b99}';

const hostile = useHostilePortal({
  development: { requireTwoFactorAuthentication: true },
});

const HOUR = 60 * 60 * 1000;
/** Each test uses another cookie, because a portal records each cookie only once. */
let forged = '';
beforeEach(() => {
  forged = randomBytes(32).toString('base64url');
});

const CODE = { code: 'a-c0de-of-bitbucket' };
const signIn = async (query: Record<string, string> = CODE) => {
  const browser = hostile.portal.newBrowser();
  await browser.comeBack(await browser.callbackOf('development', query));
  return browser;
};
const account = (change: object) =>
  hostile.bitbucket.answer({ user: json({ ...ACCOUNT, ...change }) });
const refuseTokens = (error: string) =>
  hostile.bitbucket.answer({ token: json({ error }, 400) });

const ajax = { 'x-requested-with': 'XMLHttpRequest' };
const elsewhere = { ...ajax, origin: 'https://evil.example' };
const signOut = (headers: Record<string, string>, query = '') =>
  hostile.portal
    .newBrowser()
    .fetch(`/logout?env=development${query}`, { method: 'POST', headers });
const refresh = (headers: Record<string, string>, query = '') =>
  hostile.portal
    .newBrowser()
    .fetch(`/refresh?env=development${query}`, { headers });
const start = (query: string) =>
  hostile.portal.newBrowser().fetch(`/start?${query}`);

const cases: [string, () => Promise<unknown>, Outcome][] = [
  [
    'a sign-in',
    () => signIn(),
    success('sign-in', { ...MIRA, resolver: RESOLVER }),
  ],
  [
    'a refresh that returns an access token',
    async () => (await signIn()).refresh(),
    success('access-token', SESSION),
  ],
  [
    'a sign-out',
    async () => (await signIn()).logout(),
    success('session-end', { ...SESSION, reason: 'signed_out', by: 'user' }),
  ],
  [
    'a start that would redirect to another site',
    () => start('env=development&redirectUrl=https://evil.example/'),
    failure('sign-in', /redirectUrl must be/),
  ],
  [
    'a start for another site',
    () => start('env=development&origin=https://evil.example'),
    failure('sign-in', /Origin 'https:\/\/evil\.example' is not allowed/),
  ],
  [
    'a start with an invalid origin',
    () => start('env=development&origin=evil'),
    failure('sign-in', /App origin is invalid/),
  ],
  [
    'a start in an unknown environment',
    () => start('env=nowhere'),
    failure('sign-in', /No configuration available/),
  ],
  [
    'a start with two environments',
    () => start('env=development&env=development'),
    failure('sign-in', /env must be one line of text/),
  ],
  [
    'a start whose environment has two lines',
    () => start('env=x%0Aauth%20info%20forged'),
    failure('sign-in', /^env must be one line of text$/),
  ],
  [
    'a refresh without X-Requested-With',
    () => refresh({}),
    failure('session-refresh', /Invalid X-Requested-With/),
  ],
  [
    'a refresh from another site',
    () => refresh(elsewhere),
    failure('session-refresh', /is not allowed/),
  ],
  [
    'a refresh with two scopes',
    () => refresh(ajax, '&scope=a&scope=b'),
    failure('session-refresh', /scope must be one line of text/),
  ],
  [
    'a sign-out without X-Requested-With',
    () => signOut({}),
    failure('sign-out', /Invalid X-Requested-With/),
  ],
  [
    'a sign-out from another site',
    () => signOut(elsewhere),
    failure('sign-out', /is not allowed/),
  ],
  [
    'a sign-out with two origins',
    () => signOut(ajax, '&origin=a&origin=b'),
    failure('sign-out', /origin must be one line of text/),
  ],
  [
    'a callback without a state',
    () =>
      hostile.portal
        .newBrowser()
        .fetch('/handler/frame?code=a-c0de-of-bitbucket'),
    failure('sign-in', /is incomplete/),
  ],
  [
    'a callback of another browser',
    async () =>
      hostile.portal
        .newBrowser()
        .comeBack(await hostile.portal.newBrowser().callbackOf()),
    failure('sign-in', /not started in this browser/),
  ],
  [
    'a cancellation',
    () => signIn({ error: 'access_denied' }),
    failure('sign-in', /You cancelled/),
  ],
  [
    'a rejection by Bitbucket before the consent',
    () => signIn({ error: 'invalid_request' }),
    failure('sign-in', /\(invalid_request\)/),
  ],
  [
    'an invalid code',
    () => {
      refuseTokens('invalid_grant');
      return signIn();
    },
    failure('sign-in', /: invalid_grant\)$/),
  ],
  [
    'an outage of Bitbucket',
    () => {
      hostile.bitbucket.answer({ user: json({}, 503) });
      return signIn();
    },
    failure('sign-in', /status 503/),
  ],
  [
    'an account that the policy rejects',
    () => {
      account({ has_2fa_enabled: false });
      return signIn();
    },
    failure('sign-in', /two-step verification/, { uuid: ACCOUNT.uuid }),
  ],
  [
    'an account without a user in the catalog',
    () => {
      account({ uuid: STRANGER });
      return signIn();
    },
    failure('sign-in', /has no user for that account/, {
      uuid: STRANGER,
      resolver: RESOLVER,
    }),
  ],
  [
    'an invalid refresh token',
    async () => {
      const browser = await signIn();
      advanceClock(2 * HOUR);
      refuseTokens('invalid_request');
      return browser.refresh();
    },
    success('session-end', {
      ...SESSION,
      reason: 'token_rejected',
      by: 'check',
    }),
  ],
  [
    'a check that returns another account',
    async () => {
      const browser = await signIn();
      account({ uuid: STRANGER });
      return browser.refresh();
    },
    failure('session-check', /another account/, { ...SESSION }),
  ],
  [
    'a check during an outage of Bitbucket',
    async () => {
      const browser = await signIn();
      hostile.bitbucket.answer({ user: json({}, 503) });
      return browser.refresh();
    },
    failure('session-check', /503/, { ...SESSION }),
  ],
  [
    'a check of an account that the policy rejects now',
    async () => {
      const browser = await signIn();
      account({ has_2fa_enabled: false });
      return browser.refresh();
    },
    success('session-end', {
      ...SESSION,
      reason: 'two_factor_missing',
      by: 'check',
    }),
  ],
  [
    'a session whose user was removed from the catalog',
    async () => {
      const browser = await signIn();
      const [user] = hostile.portal.entities.splice(0);
      await browser.refresh();
      hostile.portal.entities.push(user);
    },
    failure('session-refresh', /has no user for that account/),
  ],
  [
    'a cookie without a session',
    () => {
      const browser = hostile.portal.newBrowser();
      browser.setCookie('bitbucket-session', `v1.${forged}`);
      return browser.refresh();
    },
    failure('session-refresh', /does not know your session/),
  ],
];

it.each(cases)('%s is recorded as an event', async (_, act, expected) => {
  await act();
  const { event, status, meta } = expected;
  const { audited } = hostile.portal;
  expect(audited.findLast(({ eventId }) => eventId === event)).toMatchObject({
    status,
    meta: { provider: 'bitbucket', ...meta },
  });
  // The earlier successful events, each once.
  const isSignedIn =
    hostile.bitbucket.requests.token > 0 &&
    (event !== 'sign-in' || status === 'succeeded');
  expect(audited.map(({ eventId }) => eventId)).toEqual([
    ...(isSignedIn ? ['sign-in', 'access-token'] : []),
    ...(isSignedIn && event === 'sign-in' ? [] : [event]),
  ]);
});

it('does not record a refresh without a session as a rejection', async () => {
  expect((await refresh(ajax)).status).toBe(401);
  expect((await signOut(ajax)).status).toBe(200);
  expect(hostile.portal.audited).toEqual([]);
});

it.each(cases)('%s is audited without a secret', async (_, act) => {
  await act();
  const events = JSON.stringify(
    hostile.portal.audited.map(({ error, ...event }) => [
      event,
      error?.message,
      error?.stack,
      String((error as { cause?: unknown } | undefined)?.cause),
    ]),
  );
  expect(events).toContain('bitbucket');
  for (const secret of [
    CLIENT.secret,
    Buffer.from(`${CLIENT.id}:${CLIENT.secret}`).toString('base64'),
    CODE.code,
    TOKEN.access_token,
    TOKEN.refresh_token,
    forged,
  ]) {
    expect(events).not.toContain(secret);
  }
});
