import {
  ACCOUNT,
  HostileBitbucket,
  json,
  TOKEN,
} from '../__testUtils__/HostileBitbucket';
import { CLIENT, startPortal, TestPortal } from '../__testUtils__/startPortal';

const RESOLVER = 'userIdMatchingUserEntityAnnotation';
const MIRA = {
  uuid: ACCOUNT.uuid,
  userEntityRef: 'user:default/mira',
  resolver: RESOLVER,
};
const STRANGER = '{b2f0c3d2-5b6e-4c7a-9d10-0c2f4e6a8b99}';

let bitbucket: HostileBitbucket;
let portal: TestPortal;
beforeAll(async () => {
  bitbucket = await HostileBitbucket.start();
  portal = await startPortal({
    environments: {
      development: {
        baseUrl: bitbucket.url,
        apiBaseUrl: bitbucket.apiUrl,
        requireTwoFactorAuthentication: true,
      },
    },
  });
});
afterAll(async () => {
  await portal.close();
  await bitbucket.close();
});
beforeEach(() => {
  bitbucket.reset();
  portal.audited.length = 0;
});

const CODE = { code: 'a-c0de-of-bitbucket' };
const signIn = async (query: Record<string, string> = CODE) => {
  const browser = portal.newBrowser();
  await browser.comeBack(await browser.callbackOf('development', query));
  return browser;
};
const account = (change: object) =>
  bitbucket.answer({ user: json({ ...ACCOUNT, ...change }) });
const refuseTokens = (error: string) =>
  bitbucket.answer({ token: json({ error }, 400) });

interface Expected {
  event: 'sign-in' | 'session-refresh';
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
    'a refresh',
    async () => (await signIn()).refresh(),
    { event: 'session-refresh', status: 'succeeded', meta: MIRA },
  ],
  [
    'a start that would end on another site',
    () =>
      portal
        .newBrowser()
        .fetch('/start?env=development&redirectUrl=https://evil.example/'),
    {
      event: 'sign-in',
      status: 'failed',
      meta: { reason: expect.stringMatching(/redirectUrl must be/) },
    },
  ],
  [
    'a callback without a state',
    () => portal.newBrowser().fetch('/handler/frame?code=a-c0de-of-bitbucket'),
    {
      event: 'sign-in',
      status: 'failed',
      meta: { reason: expect.stringMatching(/is incomplete/) },
    },
  ],
  [
    'a callback of another browser',
    async () =>
      portal.newBrowser().comeBack(await portal.newBrowser().callbackOf()),
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
    'a refusal by Bitbucket before the consent',
    () => signIn({ error: 'invalid_scope' }),
    {
      event: 'sign-in',
      status: 'failed',
      meta: { reason: expect.stringMatching(/\(invalid_scope\)/) },
    },
  ],
  [
    'a code that is worth nothing',
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
    'trouble at Bitbucket',
    () => {
      bitbucket.answer({ user: json({}, 503) });
      return signIn();
    },
    {
      event: 'sign-in',
      status: 'failed',
      meta: { reason: expect.stringMatching(/answered 503/) },
    },
  ],
  [
    'an account that the policy refuses',
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
    'an account that the catalog does not know',
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
    'a refresh token that is worth nothing',
    async () => {
      const browser = await signIn();
      refuseTokens('invalid_request');
      return browser.refresh();
    },
    {
      event: 'session-refresh',
      status: 'failed',
      meta: { reason: expect.stringMatching(/: invalid_request\)$/) },
    },
  ],
  [
    'a session whose account the catalog has lost',
    async () => {
      const browser = await signIn();
      account({ uuid: STRANGER });
      return browser.refresh();
    },
    {
      event: 'session-refresh',
      status: 'failed',
      meta: { uuid: STRANGER, resolver: RESOLVER },
    },
  ],
];

it.each(cases)('%s ends as an event', async (_, act, expected) => {
  await act();
  const { event, status, meta } = expected;
  expect(portal.audited[portal.audited.length - 1]).toMatchObject({
    eventId: event,
    status,
    meta: { provider: 'bitbucket', ...meta },
  });
  // What went well before, and nothing twice.
  expect(portal.audited).toHaveLength(event === 'sign-in' ? 1 : 2);
  expect(portal.audited[0].eventId).toBe('sign-in');
});

it.each(cases)('%s is audited without a secret', async (_, act) => {
  await act();
  const events = JSON.stringify(
    portal.audited.map(({ error, ...event }) => [
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
  ]) {
    expect(events).not.toContain(secret);
  }
});
