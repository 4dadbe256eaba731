import { advanceClock } from '../__testUtils__/clock';
import {
  ACCOUNT,
  HostileBitbucket,
  json,
  TOKEN,
} from '../__testUtils__/HostileBitbucket';
import {
  createUser,
  MIRA,
  startPortal,
  type TestPortal,
} from '../__testUtils__/startPortal';

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

const HOUR = 60 * 60 * 1000;
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

describe('a refresh in progress', () => {
  let bitbucket: HostileBitbucket;
  let other: TestPortal;
  beforeAll(async () => {
    bitbucket = await HostileBitbucket.start();
    other = await startPortal({
      stub: portal.stub,
      environments: {
        development: { baseUrl: bitbucket.url, apiBaseUrl: bitbucket.apiUrl },
      },
      entities: [
        createUser('mira', { 'bitbucket.org/user-id': MIRA }),
        createUser('other', { 'bitbucket.org/user-id': OTHER }),
      ],
    });
  });
  afterAll(async () => {
    await other.close();
    await bitbucket.close();
  });

  /** Returns a browser of Mira, and a function that completes the pending refresh at Bitbucket. */
  async function beginRefresh() {
    bitbucket.reset();
    const browser = other.newBrowser();
    await browser.comeBack(await browser.callbackOf());
    const session = browser.session() ?? '';
    let tellAsked = () => {};
    let release = () => {};
    const asked = new Promise<void>(resolve => {
      tellAsked = resolve;
    });
    const released = new Promise<void>(resolve => {
      release = resolve;
    });
    advanceClock(HOUR);
    const callback = await browser.callbackOf();
    bitbucket.answer({
      token: async (req, res) => {
        tellAsked();
        await released;
        json({ ...TOKEN, access_token: 'renewed' })(req, res);
      },
    });
    const refresh = browser.refresh();
    await asked;
    bitbucket.answer({ token: json(TOKEN) });
    return {
      browser,
      callback,
      session,
      end: async () => {
        release();
        return refresh;
      },
    };
  }

  it('stores the new tokens if nothing else changes the session', async () => {
    const { browser, end } = await beginRefresh();
    expect((await end()).providerInfo.accessToken).toBe('renewed');
    // The token was stored: the portal does not request another one.
    expect((await browser.refresh()).providerInfo.accessToken).toBe('renewed');
  });

  it('does not restore a session that was signed out during the refresh', async () => {
    const { browser, session, end } = await beginRefresh();
    await browser.logout();
    expect(await end()).toMatchObject({
      error: { message: expect.stringMatching(/^You signed out/) },
    });
    expect(browser.session()).toBeUndefined();
    browser.setCookie('bitbucket-session', session);
    expect(await browser.refresh()).toHaveProperty('error');
  });

  it('is shared by another tab, and returns nothing after a sign-out', async () => {
    const { browser, session, end } = await beginRefresh();
    const tab = browser.refresh();
    await browser.logout();
    await end();
    await tab;
    expect(browser.session()).toBeUndefined();
    browser.setCookie('bitbucket-session', session);
    expect(await browser.refresh()).toHaveProperty('error');
  });

  it('does not restore the account that another account has replaced', async () => {
    const { browser, callback, session, end } = await beginRefresh();
    bitbucket.answer({ user: json({ ...ACCOUNT, uuid: OTHER }) });
    expect(await browser.comeBack(callback)).toHaveProperty('response');
    bitbucket.answer({ user: json(ACCOUNT) });
    const { error } = await end();
    expect(error.message).toMatch(/^Someone signed in again in this browser/);
    expect(browser.session()).not.toBe(session);
    bitbucket.answer({ user: json({ ...ACCOUNT, uuid: OTHER }) });
    const { backstageIdentity } = await browser.refresh();
    expect(backstageIdentity.identity.userEntityRef).toBe('user:default/other');
  });

  it('continues if a sign-in during the refresh is rejected', async () => {
    const { browser, callback, session, end } = await beginRefresh();
    bitbucket.answer({ user: json({ ...ACCOUNT, account_status: 'closed' }) });
    expect(await browser.comeBack(callback)).toHaveProperty('error');
    bitbucket.answer({ user: json(ACCOUNT) });
    expect(await end()).toHaveProperty('backstageIdentity');
    expect(browser.session()).toBe(session);
  });
});

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
