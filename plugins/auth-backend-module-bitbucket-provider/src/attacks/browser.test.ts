import {
  ACCOUNT,
  HostileBitbucket,
  json,
  TOKEN,
} from '../__testUtils__/HostileBitbucket';
import { startPortal, type TestPortal } from '../__testUtils__/startPortal';

let portal: TestPortal;
beforeAll(async () => {
  portal = await startPortal({
    environments: { development: {} },
    entities: undefined,
  });
});
afterAll(() => portal.close());
afterEach(() => {
  portal.stub.reset();
  portal.registerClient();
});

const ajax = { 'x-requested-with': 'XMLHttpRequest' };

it.each([
  ['GET', '/refresh?env=development'],
  ['POST', '/refresh?env=development'],
])('%s %s sets no cookie', async (method, path) => {
  const browser = portal.newBrowser();
  await browser.signIn('Mira Lindqvist');
  const answer = await browser.fetch(path, { method, headers: ajax });
  expect(answer.headers.getSetCookie()).toEqual([]);
});

it.each([
  ['HEAD', {}],
  ['GET', { 'sec-purpose': 'prefetch;prerender' }],
  ['GET', { purpose: 'prefetch' }],
  ['GET', { 'x-moz': 'prefetch' }],
])(
  'a %s of the start with %p writes nothing to the database',
  async (method, headers) => {
    const answer = await portal
      .newBrowser()
      .fetch('/start?env=development', { method, headers });
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe('GET');
    expect(answer.headers.getSetCookie()).toEqual([]);
  },
);

describe('cookies of versions that stored the refresh token in the browser', () => {
  const former = {
    'bitbucket-refresh-token': 'a',
    'bitbucket-refresh-token-0': 'b',
    'bitbucket-refresh-token-12': 'c',
    'bitbucket-granted-scope': 'd',
    'bitbucket-nonce': 'e',
  };
  const withFormer = () => {
    const browser = portal.newBrowser();
    for (const [name, value] of Object.entries(former)) {
      browser.setCookie(name, value);
    }
    browser.setCookie('bitbucket-refresh-token-x', 'of another provider');
    return browser;
  };
  const left = ['bitbucket-refresh-token-x', 'bitbucket-attempt'];

  it('are ignored', async () => {
    const browser = withFormer();
    expect(await browser.refresh()).toHaveProperty('error');
    expect(browser.cookieNames()).toContain('bitbucket-refresh-token');
  });

  it('are deleted by the callback', async () => {
    const browser = withFormer();
    expect(await browser.signIn('Mira Lindqvist')).toHaveProperty('response');
    expect(browser.cookieNames()).toEqual([...left, 'bitbucket-session']);
  });

  it('are deleted by the sign-out, even without a session', async () => {
    const browser = withFormer();
    const answer = await browser.fetch('/logout?env=development', {
      method: 'POST',
      headers: ajax,
    });
    expect(browser.cookieNames()).toEqual(left.slice(0, 1));
    const paths = answer.headers
      .getSetCookie()
      .map(cookie => /^([^=]*)=.*Path=([^;]*)/.exec(cookie)?.slice(1));
    expect(paths).toEqual(
      expect.arrayContaining([
        ['bitbucket-session', '/api/auth/bitbucket'],
        ['bitbucket-refresh-token', '/api/auth/bitbucket'],
        ['bitbucket-nonce', '/api/auth/bitbucket/handler'],
      ]),
    );
  });
});

describe('refresh and logout', () => {
  it.each<[string, string, Record<string, string>, number]>([
    ['refresh', 'GET', {}, 401],
    ['refresh', 'GET', { 'x-requested-with': 'fetch' }, 401],
    ['refresh', 'GET', { ...ajax, origin: 'https://evil.example' }, 403],
    ['refresh', 'GET', { ...ajax, origin: 'null' }, 403],
    ['refresh', 'GET', { ...ajax, origin: 'http://localhost:3000' }, 200],
    ['refresh', 'GET', ajax, 200],
    ['logout', 'POST', {}, 401],
    ['logout', 'POST', { ...ajax, origin: 'https://evil.example' }, 403],
    ['logout', 'POST', { ...ajax, origin: 'null' }, 403],
    ['logout', 'POST', { ...ajax, origin: '' }, 403],
    ['refresh', 'GET', { ...ajax, origin: '' }, 403],
    ['logout', 'POST', { ...ajax, origin: 'http://localhost:3000' }, 200],
  ])(
    '%s by %s with the headers %p: %i',
    async (path, method, headers, status) => {
      const browser = portal.newBrowser();
      await browser.signIn('Mira Lindqvist');
      const answer = await browser.fetch(`/${path}?env=development`, {
        method,
        headers,
      });
      expect(answer.status).toBe(status);
      expect(answer.headers.get('cache-control')).toBe(
        'no-store, no-transform',
      );
      const isRefreshed = path === 'refresh' && status === 200;
      expect((await answer.text()).includes('accessToken')).toBe(isRefreshed);
      const isSignedOut = path === 'logout' && status === 200;
      expect(browser.session() === undefined).toBe(isSignedOut);
    },
  );

  it('return no session after sign-out', async () => {
    const browser = portal.newBrowser();
    await browser.signIn('Mira Lindqvist');
    const session = browser.session() ?? '';
    await browser.logout();
    expect(browser.cookieNames()).toEqual(['bitbucket-attempt']);
    expect(await browser.refresh()).toMatchObject({
      error: { name: 'AuthenticationError' },
    });
    // A copy of the cookie is also invalid.
    browser.setCookie('bitbucket-session', session);
    expect(await browser.refresh()).toMatchObject({
      error: { message: expect.stringMatching(/^You signed out/) },
    });
  });
});

describe('two accounts in one browser', () => {
  it('are not mixed up: the session belongs to the account that signed in last', async () => {
    const second = await startPortal({
      stub: portal.stub,
      environments: {
        development: {
          signIn: {
            resolvers: [
              {
                resolver: 'userIdMatchingUserEntityAnnotation',
                dangerouslyAllowSignInWithoutUserInCatalog: true,
              },
            ],
          },
        },
      },
    });
    const browser = second.newBrowser();
    await browser.signIn('Mira Lindqvist');
    const formerSession = browser.session() ?? '';
    const { response } = await browser.signIn('Tomas Reyes');
    expect(response.profile.displayName).toBe('Tomas Reyes');
    const refreshed = await browser.refresh();
    expect(refreshed.profile.displayName).toBe('Tomas Reyes');
    expect(refreshed.backstageIdentity.identity.userEntityRef).toContain(
      '8b02',
    );
    browser.setCookie('bitbucket-session', formerSession);
    expect(await browser.refresh()).toMatchObject({
      error: { message: expect.stringMatching(/the earlier session ended/) },
    });
    await second.close();
  });
});

const OTHER = '{b2f0c3d2-5b6e-4c7a-9d10-0c2f4e6a8b99}';

describe('a sign-in for which Bitbucket returns no refresh token', () => {
  it('lasts until the next reload, and ends the previous session', async () => {
    const bitbucket = await HostileBitbucket.start();
    const other = await startPortal({
      stub: portal.stub,
      environments: {
        development: { baseUrl: bitbucket.url, apiBaseUrl: bitbucket.apiUrl },
      },
    });
    const browser = other.newBrowser();
    const signIn = async (refresh_token?: string) => {
      bitbucket.answer({ token: json({ ...TOKEN, refresh_token }) });
      return browser.comeBack(await browser.callbackOf());
    };
    expect(await signIn(TOKEN.refresh_token)).toHaveProperty('response');
    const session = browser.session() ?? '';
    expect(session).toMatch(/^v1\./);

    bitbucket.answer({ user: json({ ...ACCOUNT, uuid: OTHER }) });
    expect(await signIn()).toHaveProperty('error');
    expect(browser.session()).toBe(session);

    bitbucket.reset();
    expect(await signIn()).toHaveProperty('response');
    expect(browser.session()).toBeUndefined();
    browser.setCookie('bitbucket-session', session);
    expect(await browser.refresh()).toHaveProperty('error');
    await other.close();
    await bitbucket.close();
  });
});
