import { Browser } from '../__testUtils__/Browser';
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
  TestPortal,
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

const ajax = { 'x-requested-with': 'XMLHttpRequest' };

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
      expect(browser.cookie('bitbucket-refresh-token') === undefined).toBe(
        isSignedOut,
      );
    },
  );

  it('give no session after sign-out', async () => {
    const browser = portal.newBrowser();
    await browser.signIn('Mira Lindqvist');
    await browser.logout();
    expect(browser.cookieNames()).toEqual([]);
    expect(await browser.refresh()).toMatchObject({
      error: { name: 'AuthenticationError' },
    });
  });
});

describe('two people at one browser', () => {
  it('are not mixed up: who signs in last is who is signed in', async () => {
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
    const { response } = await browser.signIn('Tomas Reyes');
    expect(response.profile.displayName).toBe('Tomas Reyes');
    const refreshed = await browser.refresh();
    expect(refreshed.profile.displayName).toBe('Tomas Reyes');
    expect(refreshed.backstageIdentity.identity.userEntityRef).toContain(
      '8b02',
    );
    await second.close();
  });
});

const OTHER = '{b2f0c3d2-5b6e-4c7a-9d10-0c2f4e6a8b99}';

describe('a refresh that is still under way', () => {
  let bitbucket: HostileBitbucket;
  let other: TestPortal;
  beforeAll(async () => {
    bitbucket = await HostileBitbucket.start();
    other = await startPortal({
      stub: portal.stub,
      environments: {
        development: { baseUrl: bitbucket.url, apiBaseUrl: bitbucket.apiUrl },
        // Refreshes of one environment wait for each other.
        twin: { baseUrl: bitbucket.url, apiBaseUrl: bitbucket.apiUrl },
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

  /** A browser of Mira, and how to let Bitbucket end the refresh that it has begun. */
  async function beginRefresh() {
    bitbucket.reset();
    const browser = other.newBrowser();
    await browser.comeBack(await browser.callbackOf());
    const callback = await browser.callbackOf();
    let tellAsked = () => {};
    let release = () => {};
    const asked = new Promise<void>(resolve => {
      tellAsked = resolve;
    });
    const released = new Promise<void>(resolve => {
      release = resolve;
    });
    bitbucket.answer({
      token: async (req, res) => {
        tellAsked();
        await released;
        json({ ...TOKEN, refresh_token: 'rotated' })(req, res);
      },
    });
    const refresh = browser.refresh();
    await asked;
    bitbucket.reset();
    return {
      browser,
      callback,
      end: async () => {
        release();
        await refresh;
      },
    };
  }

  it('keeps the session, where nothing happens meanwhile', async () => {
    const { browser, end } = await beginRefresh();
    await end();
    expect(browser.cookie('bitbucket-refresh-token')).toBe('rotated');
  });

  it('does not sign in again who signs out meanwhile', async () => {
    const { browser, end } = await beginRefresh();
    await browser.logout();
    await end();
    expect(browser.cookie('bitbucket-refresh-token')).toBeUndefined();
    expect(await browser.refresh()).toHaveProperty('error');
  });

  it('does not sign in again who signs out after another tab was faster', async () => {
    const { browser, end } = await beginRefresh();
    bitbucket.answer({ token: json({ ...TOKEN, refresh_token: 'faster' }) });
    const old = browser.cookie('bitbucket-refresh-token');
    await browser.refresh('twin');
    expect(browser.cookie('bitbucket-refresh-token')).not.toBe(old);
    await browser.logout();
    await end();
    expect(browser.cookie('bitbucket-refresh-token')).toBeUndefined();
  });

  it('does not bring back who was there before somebody else', async () => {
    const { browser, callback, end } = await beginRefresh();
    bitbucket.answer({
      token: json({ ...TOKEN, refresh_token: 'of-the-other' }),
      user: json({ ...ACCOUNT, uuid: OTHER }),
    });
    expect(await browser.comeBack(callback)).toHaveProperty('response');
    bitbucket.reset();
    await end();
    expect(browser.cookie('bitbucket-refresh-token')).toBe('of-the-other');
  });

  it('goes on where a sign-in meanwhile is refused', async () => {
    const { browser, callback, end } = await beginRefresh();
    bitbucket.answer({ user: json({ ...ACCOUNT, account_status: 'closed' }) });
    expect(await browser.comeBack(callback)).toHaveProperty('error');
    bitbucket.reset();
    await end();
    expect(browser.cookie('bitbucket-refresh-token')).toBe('rotated');
  });
});

describe('a sign-in for which Bitbucket gives no refresh token', () => {
  it.each(['short', `long-${'x'.repeat(9000)}`])(
    'ends the session that was there before, whose token is %.9s',
    async token => {
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
      expect(await signIn(token)).toHaveProperty('response');
      expect(browser.cookie('bitbucket-refresh-token')).toBe(token);

      bitbucket.answer({ user: json({ ...ACCOUNT, uuid: OTHER }) });
      expect(await signIn()).toHaveProperty('error');
      expect(browser.cookie('bitbucket-refresh-token')).toBe(token);

      bitbucket.reset();
      expect(await signIn()).toHaveProperty('response');
      expect(browser.cookieNames()).toEqual([]);
      await other.close();
      await bitbucket.close();
    },
  );
});

describe('a name with markup', () => {
  const names = [
    '</script><script>alert(1)</script>',
    `'); alert(1); ('`,
    '"><img src=x onerror=alert(1)>',
    'a\u2028b\u2029</textarea>',
    '%27%29%3balert(1)',
  ];

  /** The page at the end of a sign-in, in which nothing of the name may do anything. */
  async function endOf(callback: URL, browser: Browser, name: string) {
    const answer = await browser.fetch(
      callback.href.slice(portal.providerUrl.length),
    );
    const page = await answer.text();
    expect(page).not.toContain('alert(1)</script>');
    expect(page).not.toContain(name);
    expect(page.match(/<script/g)).toHaveLength(1);
    return page;
  }

  it.each(names)('arrives as it is, and does nothing: %s', async name => {
    portal.stub.update('mira_lindqvist', { display_name: name });
    const browser = portal.newBrowser();
    const callback = await browser.consent('Everything in order');
    await endOf(callback, browser, name);
    const { profile } = await browser.refresh();
    expect(profile.displayName).toBe(name);
  });

  it.each(names)('does nothing where it is refused: %s', async name => {
    portal.stub.update('olu-adeyemi', { display_name: name });
    const browser = portal.newBrowser();
    const page = await endOf(
      await browser.consent('olu-adeyemi'),
      browser,
      name,
    );
    expect(page).toContain('NotFoundError');
  });
});
