import { randomBytes } from 'node:crypto';
import { advanceClock } from '../__testUtils__/clock';
import { ACCOUNT, json, TOKEN } from '../__testUtils__/HostileBitbucket';
import { CLIENT } from '../__testUtils__/startPortal';
import { useHostilePortal } from '../__testUtils__/useHostilePortal';

const RESOLVER = 'userIdMatchingUserEntityAnnotation';
const MIRA = {
  uuid: ACCOUNT.uuid,
  userEntityRef: 'user:default/mira',
  resolver: RESOLVER,
};
const SESSION = {
  session: expect.stringMatching(/^[0-9a-f-]{36}$/),
  uuid: ACCOUNT.uuid,
  userEntityRef: 'user:default/mira',
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
/** Returns the event of a request that the portal rejects before it contacts Bitbucket. */
const refusal = (event: Expected['event'], reason: RegExp): Expected => ({
  event,
  status: 'failed',
  meta: { reason: expect.stringMatching(reason) },
});

interface Expected {
  event:
    | 'sign-in'
    | 'session-refresh'
    | 'session-check'
    | 'session-end'
    | 'access-token'
    | 'sign-out';
  status: 'succeeded' | 'failed';
  meta: object;
}

const cases: [string, () => Promise<unknown>, Expected][] = [
  [
    'a sign-in',
    () => signIn(),
    { event: 'sign-in', status: 'succeeded', meta: MIRA },
  ],
  [
    'a refresh that returns an access token',
    async () => (await signIn()).refresh(),
    { event: 'access-token', status: 'succeeded', meta: SESSION },
  ],
  [
    'a sign-out',
    async () => (await signIn()).logout(),
    {
      event: 'session-end',
      status: 'succeeded',
      meta: { ...SESSION, reason: 'signed_out', by: 'user' },
    },
  ],
  [
    'a start that would redirect to another site',
    () => start('env=development&redirectUrl=https://evil.example/'),
    refusal('sign-in', /redirectUrl must be/),
  ],
  [
    'a start for another site',
    () => start('env=development&origin=https://evil.example'),
    refusal('sign-in', /Origin 'https:\/\/evil\.example' is not allowed/),
  ],
  [
    'a start with an invalid origin',
    () => start('env=development&origin=evil'),
    refusal('sign-in', /App origin is invalid/),
  ],
  [
    'a start in an unknown environment',
    () => start('env=nowhere'),
    refusal('sign-in', /No configuration available/),
  ],
  [
    'a start with two environments',
    () => start('env=development&env=development'),
    refusal('sign-in', /env must be one line of text/),
  ],
  [
    'a start whose environment has two lines',
    () => start('env=x%0Aauth%20info%20forged'),
    refusal('sign-in', /^env must be one line of text$/),
  ],
  [
    'a refresh without X-Requested-With',
    () => refresh({}),
    refusal('session-refresh', /Invalid X-Requested-With/),
  ],
  [
    'a refresh from another site',
    () => refresh(elsewhere),
    refusal('session-refresh', /is not allowed/),
  ],
  [
    'a refresh with two scopes',
    () => refresh(ajax, '&scope=a&scope=b'),
    refusal('session-refresh', /scope must be one line of text/),
  ],
  [
    'a sign-out without X-Requested-With',
    () => signOut({}),
    refusal('sign-out', /Invalid X-Requested-With/),
  ],
  [
    'a sign-out from another site',
    () => signOut(elsewhere),
    refusal('sign-out', /is not allowed/),
  ],
  [
    'a sign-out with two origins',
    () => signOut(ajax, '&origin=a&origin=b'),
    refusal('sign-out', /origin must be one line of text/),
  ],
  [
    'a callback without a state',
    () =>
      hostile.portal
        .newBrowser()
        .fetch('/handler/frame?code=a-c0de-of-bitbucket'),
    {
      event: 'sign-in',
      status: 'failed',
      meta: { reason: expect.stringMatching(/is incomplete/) },
    },
  ],
  [
    'a callback of another browser',
    async () =>
      hostile.portal
        .newBrowser()
        .comeBack(await hostile.portal.newBrowser().callbackOf()),
    {
      event: 'sign-in',
      status: 'failed',
      meta: { reason: expect.stringMatching(/not started in this browser/) },
    },
  ],
  [
    'a cancellation',
    () => signIn({ error: 'access_denied' }),
    {
      event: 'sign-in',
      status: 'failed',
      meta: { reason: expect.stringMatching(/You cancelled/) },
    },
  ],
  [
    'a rejection by Bitbucket before the consent',
    () => signIn({ error: 'invalid_request' }),
    {
      event: 'sign-in',
      status: 'failed',
      meta: { reason: expect.stringMatching(/\(invalid_request\)/) },
    },
  ],
  [
    'an invalid code',
    () => {
      refuseTokens('invalid_grant');
      return signIn();
    },
    {
      event: 'sign-in',
      status: 'failed',
      meta: { reason: expect.stringMatching(/: invalid_grant\)$/) },
    },
  ],
  [
    'an outage of Bitbucket',
    () => {
      hostile.bitbucket.answer({ user: json({}, 503) });
      return signIn();
    },
    {
      event: 'sign-in',
      status: 'failed',
      meta: { reason: expect.stringMatching(/status 503/) },
    },
  ],
  [
    'an account that the policy rejects',
    () => {
      account({ has_2fa_enabled: false });
      return signIn();
    },
    {
      event: 'sign-in',
      status: 'failed',
      meta: {
        uuid: ACCOUNT.uuid,
        reason: expect.stringMatching(/two-step verification/),
      },
    },
  ],
  [
    'an account without a user in the catalog',
    () => {
      account({ uuid: STRANGER });
      return signIn();
    },
    {
      event: 'sign-in',
      status: 'failed',
      meta: {
        uuid: STRANGER,
        resolver: RESOLVER,
        reason: expect.stringMatching(/has no user for that account/),
      },
    },
  ],
  [
    'an invalid refresh token',
    async () => {
      const browser = await signIn();
      advanceClock(2 * HOUR);
      refuseTokens('invalid_request');
      return browser.refresh();
    },
    {
      event: 'session-end',
      status: 'succeeded',
      meta: { ...SESSION, reason: 'token_rejected', by: 'check' },
    },
  ],
  [
    'a check that returns another account',
    async () => {
      const browser = await signIn();
      account({ uuid: STRANGER });
      return browser.refresh();
    },
    {
      event: 'session-check',
      status: 'failed',
      meta: { ...SESSION, reason: expect.stringMatching(/another account/) },
    },
  ],
  [
    'a check during an outage of Bitbucket',
    async () => {
      const browser = await signIn();
      hostile.bitbucket.answer({ user: json({}, 503) });
      return browser.refresh();
    },
    {
      event: 'session-check',
      status: 'failed',
      meta: { ...SESSION, reason: expect.stringMatching(/503/) },
    },
  ],
  [
    'a check of an account that the policy rejects now',
    async () => {
      const browser = await signIn();
      account({ has_2fa_enabled: false });
      return browser.refresh();
    },
    {
      event: 'session-end',
      status: 'succeeded',
      meta: { ...SESSION, reason: 'two_factor_missing', by: 'check' },
    },
  ],
  [
    'a session whose user was removed from the catalog',
    async () => {
      const browser = await signIn();
      const [user] = hostile.portal.entities.splice(0);
      await browser.refresh();
      hostile.portal.entities.push(user);
    },
    {
      event: 'session-refresh',
      status: 'failed',
      meta: { reason: expect.stringMatching(/has no user for that account/) },
    },
  ],
  [
    'a cookie without a session',
    () => {
      const browser = hostile.portal.newBrowser();
      browser.setCookie('bitbucket-session', `v1.${forged}`);
      return browser.refresh();
    },
    {
      event: 'session-refresh',
      status: 'failed',
      meta: { reason: expect.stringMatching(/does not know your session/) },
    },
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
