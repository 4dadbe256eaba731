import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import {
  ACCOUNT,
  type Answer,
  cut,
  emailOf,
  type Endpoint,
  hang,
  json,
  raw,
  redirect,
  refusal,
  TOKEN,
  WORKSPACE,
} from '../__testUtils__/HostileBitbucket';
import { CLIENT } from '../__testUtils__/startPortal';
import { useHostilePortal } from '../__testUtils__/useHostilePortal';

const hostile = useHostilePortal({
  development: {
    allowedWorkspaces: ['harbour-bikes'],
    requestTimeout: { milliseconds: 400 },
  },
});

let elsewhere: Server;
let requestsElsewhere = 0;
beforeAll(async () => {
  elsewhere = createServer((_, res) => {
    requestsElsewhere += 1;
    res.end('{}');
  });
  await new Promise<void>(listening =>
    elsewhere.listen(0, '127.0.0.1', listening),
  );
});
afterAll(() => {
  elsewhere.close();
});
beforeEach(() => {
  requestsElsewhere = 0;
});

const elsewhereUrl = () =>
  `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/steal`;

async function signIn() {
  const browser = hostile.portal.newBrowser();
  const answer = await browser.comeBack(await browser.callbackOf());
  return { browser, ...answer };
}

const endpoints: Endpoint[] = ['token', 'user', 'emails', 'workspaces'];
const sentence = /^[A-Z][^{}<>]+[.]$/;

it('signs in with one request to each endpoint', async () => {
  const { response } = await signIn();
  expect(response.backstageIdentity.identity.userEntityRef).toBe(
    'user:default/mira',
  );
  expect(hostile.bitbucket.requests).toEqual({
    token: 1,
    user: 1,
    emails: 1,
    workspaces: 1,
  });
});

it('requests account, emails and workspaces at the same time', async () => {
  const waiting: Array<() => void> = [];
  const together =
    (body: unknown): Answer =>
    (req, res) => {
      waiting.push(() => json(body)(req, res));
      // No request gets a response before all three have arrived.
      if (waiting.length === 3) {
        waiting.forEach(answer => answer());
      }
    };
  hostile.bitbucket.answer({
    user: together(ACCOUNT),
    emails: together({ values: [emailOf('mira@harbourbikes.example')] }),
    workspaces: together({ values: [WORKSPACE] }),
  });
  expect(await signIn()).toHaveProperty('response');
});

const answers: [string, Answer, number][] = [
  ['answers 400', json({ type: 'error' }, 400), 1],
  ['answers 401', json({ type: 'error' }, 401), 1],
  ['responds with 401', refusal(401), 1],
  ['responds with 404', refusal(404), 1],
  ['answers 404', json({ type: 'error' }, 404), 1],
  ['answers 410', json({ type: 'error' }, 410), 1],
  ['answers 429', json({ type: 'error' }, 429), 1],
  ['responds with 429 in plain text', raw('Rate limit', 'text/plain', 429), 1],
  ['answers 500', json({ type: 'error' }, 500), 2],
  ['responds with 503 in HTML', raw('<html>', 'text/html', 503), 2],
  ['hangs', hang, 1],
  ['closes the connection', cut, 2],
  ['sends HTML', raw('<html>Sign in</html>', 'text/html'), 1],
  ['sends truncated JSON', raw('{"uuid": "{a1f0'), 1],
  ['sends nothing', raw(''), 1],
  ['sends a list', json([]), 1],
  ['sends null', json(null), 1],
  ['sends 3 MB', raw(`"${'x'.repeat(3_000_000)}"`), 1],
];

describe.each(endpoints)('when the endpoint %s', endpoint => {
  it.each(answers)(
    '%s, the user reads a clear message',
    async (_, answer, gets) => {
      hostile.bitbucket.answer({ [endpoint]: answer });
      const { response, error, browser } = await signIn();
      expect(response).toBeUndefined();
      expect(error.message).toMatch(sentence);
      expect(browser.session('development')).toBeUndefined();
      // The portal sends a code once, and sends read requests at most twice.
      expect(hostile.bitbucket.requests[endpoint]).toBe(
        endpoint === 'token' ? 1 : gets,
      );
    },
  );

  it.each([301, 302, 307, 308])(
    'redirects with %i, the portal does not follow',
    async status => {
      hostile.bitbucket.answer({
        [endpoint]: redirect(elsewhereUrl(), status),
      });
      const { response, error } = await signIn();
      expect(response).toBeUndefined();
      expect(error.message).toMatch(sentence);
      expect(requestsElsewhere).toBe(0);
    },
  );

  it.each(answers)(
    '%s at a refresh, the session remains valid unless the access was rejected',
    async (name, answer) => {
      // No resolver requires the addresses, so a check does not read them.
      const isRead = endpoint !== 'emails';
      // Also with a new access token: Bitbucket has revoked the access.
      const isEnded =
        name === 'responds with 401' && isRead && endpoint !== 'token';
      const failure = isEnded ? 401 : 503;
      const { browser } = await signIn();
      const session = browser.session('development');
      hostile.bitbucket.reset();
      hostile.bitbucket.answer({ [endpoint]: answer });
      const refreshed = await browser.fetch('/refresh?env=development', {
        headers: { 'x-requested-with': 'XMLHttpRequest' },
      });
      const { backstageIdentity, error } = await refreshed.json();
      expect({
        status: refreshed.status,
        isSignedIn: backstageIdentity !== undefined,
        isRetried: Number(refreshed.headers.get('retry-after')) > 0,
        cookie: browser.session('development'),
        emails: hostile.bitbucket.requests.emails,
      }).toEqual({
        status: isRead ? failure : 200,
        isSignedIn: !isRead,
        isRetried: isRead && !isEnded,
        cookie: session,
        emails: 0,
      });
      expect(error?.message ?? 'Signed in.').toMatch(sentence);
      hostile.bitbucket.reset();
      const again = await browser.refresh();
      expect('backstageIdentity' in again).toBe(!isEnded);
    },
  );
});

it.each<[Endpoint, number, RegExp]>([
  ['user', 403, /Account: Read/],
  ['workspaces', 403, /Account: Read/],
  ['user', 410, /until the portal is upgraded/],
  ['user', 429, /no more requests for now/],
  ['user', 503, /is having trouble/],
  ['token', 429, /no more requests for now/],
  ['token', 401, /does not accept this portal's OAuth consumer/],
  ['token', 403, /does not accept this portal's OAuth consumer/],
  ['token', 503, /is having trouble/],
])('explains what %s %i means', async (endpoint, status, message) => {
  hostile.bitbucket.answer({ [endpoint]: json({ type: 'error' }, status) });
  const { error } = await signIn();
  expect(error.message).toMatch(message);
});

it('signs in without addresses if the portal is not permitted to read them', async () => {
  hostile.bitbucket.answer({ emails: json({ type: 'error' }, 403) });
  const { response } = await signIn();
  expect(response.profile.email).toBeUndefined();
});

describe.each(['emails', 'workspaces'] as const)('a list of %s', endpoint => {
  const nextOf: [string, () => string, number][] = [
    ['continues at another host', elsewhereUrl, 1],
    ['continues at another port', () => 'http://127.0.0.1:1/2.0/x', 1],
    ['continues with another scheme', () => 'file:///etc/passwd', 1],
    [
      'continues with a user name in the URL',
      () => `http://127.0.0.1@${elsewhereUrl().slice(7)}`,
      1,
    ],
    [
      'repeats a page',
      () => `${hostile.bitbucket.apiUrl}/user/${endpoint}?pagelen=100`,
      1,
    ],
  ];
  it.each(nextOf)('that %s causes an error', async (_, next, requests) => {
    hostile.bitbucket.answer({
      [endpoint]: json({ values: [], next: next() }),
    });
    const { response, error } = await signIn();
    expect(response).toBeUndefined();
    expect(error.message).toMatch(sentence);
    expect(requestsElsewhere).toBe(0);
    expect(hostile.bitbucket.requests[endpoint]).toBe(requests);
  });

  it('that never ends causes an error', async () => {
    let page = 0;
    const endless: Answer = (req, res) => {
      page += 1;
      const next = `${hostile.bitbucket.apiUrl}/user/${endpoint}?page=${page}`;
      json({ values: [], next })(req, res);
    };
    hostile.bitbucket.answer({ [endpoint]: endless });
    const { error } = await signIn();
    expect(error.message).toMatch(sentence);
    expect(hostile.bitbucket.requests[endpoint]).toBe(50);
  });
});

it.each<[string, object]>([
  ['no access token', { access_token: undefined }],
  ['an access token that is not a text', { access_token: 7 }],
  ['another type of token', { token_type: 'mac' }],
  ['a lifetime that is not a number', { expires_in: 'soon' }],
])('rejects a token response with %s', async (_, change) => {
  hostile.bitbucket.answer({ token: json({ ...TOKEN, ...change }) });
  const { response, error } = await signIn();
  expect(response).toBeUndefined();
  expect(error.message).toMatch(sentence);
});

it('logs no secrets', () => {
  const log = hostile.portal.log();
  expect(log.includes('Bitbucket sign-in failed')).toBe(true);
  const secrets = [
    CLIENT.secret,
    Buffer.from(`${CLIENT.id}:${CLIENT.secret}`).toString('base64'),
    TOKEN.access_token,
    TOKEN.refresh_token,
    'a-c0de-of-bitbucket',
  ];
  expect(secrets.filter(secret => log.includes(secret))).toEqual([]);
});
