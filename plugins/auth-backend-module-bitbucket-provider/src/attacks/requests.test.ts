import { attemptCookie, sessionCookie } from '@backstage-bitbucket/test-kit';
import { useHostilePortal } from '../__testUtils__/useHostilePortal';

const ajax = { 'x-requested-with': 'XMLHttpRequest' };
const CODE = 'a-c0de-of-bitbucket';

const hostile = useHostilePortal({
  development: {},
  members: { allowedWorkspaces: ['another-workspace'] },
});

/** Returns a valid callback with an addition to its query. */
async function callbackWith(added: string, env = 'development') {
  const browser = hostile.portal.newBrowser();
  const callback = await browser.callbackOf(env);
  const path = callback.href.slice(hostile.portal.providerUrl.length);
  const answer = await browser.fetch(`${path}${added}`);
  return { browser, callback, answer, body: await answer.text() };
}

describe('a query that is parsed as an object', () => {
  // Express parses `a[toString]=x` as an object whose toString is not a function.
  it.each([
    ['GET', '/start?env[toString]=x'],
    ['GET', '/start?env=development&flow[toString]=x'],
    ['GET', '/start?env=development&origin[toString]=x'],
    ['GET', '/start?env=development&scope[toString]=x'],
    ['GET', '/start?env=development&redirectUrl[toString]=x'],
    ['GET', '/refresh?env[toString]=x'],
    ['POST', '/logout?env[toString]=x'],
    ['GET', '/handler/frame?state[toString]=x'],
    ['GET', '/handler/frame?env[toString]=x'],
  ])('is a client error: %s %s', async (method, path) => {
    const answer = await hostile.portal
      .newBrowser()
      .fetch(path, { method, headers: ajax });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
  });

  it.each([
    ['one parameter', '&flow=', 'x'],
    ['several', '&scope=x&origin=http://localhost:3000&flow=', 'x'],
    ['letters that are escaped', '&flow=', '%E4%B8%96'],
    ['an address of the portal', '&redirectUrl=http://localhost:3000/', 'x'],
  ])('has a URL that fits into a header, with %s', async (_, begin, each) => {
    const path = `/start?env=development${begin}`;
    // Measured in the URL that the handlers see, below the path of the provider.
    const room = Math.floor(
      (4000 - path.length - '/bitbucket'.length) / each.length,
    );
    const browser = hostile.portal.newBrowser();
    const longest = await browser.fetch(path + each.repeat(room));
    expect(longest.status).toBe(302);
    expect(longest.headers.get('location')?.length).toBeLessThan(16_000);
    const longer = await browser.fetch(path + each.repeat(room + 1200));
    expect(longer.status).toBe(400);
  });

  it.each(['&env[toString]=x', '&state[toString]=x', '&env[]=development'])(
    'ends a callback with %s',
    async added => {
      const { answer, body } = await callbackWith(added);
      expect(answer.status).toBe(400);
      expect(body).toContain('You are not signed in');
      expect(hostile.bitbucket.requests.token).toBe(0);
    },
  );

  it.each(['error[toString]=x', 'error[a]=b', 'error=a&error=b'])(
    'replaces the error of Bitbucket, %s, by a clear message',
    async added => {
      const browser = hostile.portal.newBrowser();
      const callback = await browser.callbackOf('development', {});
      callback.search += `&${added}`;
      const { error } = await browser.comeBack(callback);
      expect(error.message).toMatch(/refused to start the sign-in\. /);
    },
  );
});

describe('a callback with an environment in addition to its state', () => {
  it.each(['nowhere', 'members', '__proto__', ''])(
    'gets a page, and not its own URL: %p',
    async env => {
      const { answer, callback, body, browser } = await callbackWith(
        `&env=${env}`,
      );
      expect(answer.status).toBe(400);
      expect(body).toContain('You are not signed in');
      expect(body).not.toContain(CODE);
      expect(body).not.toContain(callback.searchParams.get('state'));
      expect(browser.session('development')).toBeUndefined();
      expect(hostile.bitbucket.requests.token).toBe(0);
      expect(hostile.portal.audited).toMatchObject([
        { eventId: 'sign-in', status: 'failed' },
      ]);
    },
  );

  it('bypasses no policy of the environment for which it was started', async () => {
    const { body } = await callbackWith('&env=development', 'members');
    expect(body).not.toContain('backstageIdentity');
  });

  it('can name the same environment', async () => {
    const { body } = await callbackWith('&env=development');
    expect(body).toContain('backstageIdentity');
  });
});

it('creates a session only in the environment for which it was started', async () => {
  const browser = hostile.portal.newBrowser();
  await browser.comeBack(await browser.callbackOf('development'));
  browser.setCookie(
    sessionCookie('members'),
    browser.session('development') ?? '',
  );
  expect(await browser.refresh('members')).toMatchObject({
    error: {
      name: 'AuthenticationError',
      message: expect.stringMatching(/does not know your session/),
    },
  });
  expect(await browser.refresh('development')).toHaveProperty(
    'backstageIdentity',
  );
});

it('creates no session in a browser without an attempt', async () => {
  const callback = await hostile.portal.newBrowser().callbackOf();
  const { error } = await hostile.portal.newBrowser().comeBack(callback);
  expect(error.message).toMatch(/was not started in this browser/);
  expect(hostile.bitbucket.requests.token).toBe(0);
});

it.each(['j:{"toString":1}', 'j:["x"]', 'j:{}'])(
  'rejects the cookie %s as a session',
  async value => {
    const browser = hostile.portal.newBrowser();
    browser.setCookie(sessionCookie('development'), value);
    const refresh = await browser.fetch('/refresh?env=development', {
      headers: ajax,
    });
    expect(refresh.status).toBe(401);
    const logout = await browser.fetch('/logout?env=development', {
      method: 'POST',
      headers: ajax,
    });
    expect(logout.status).toBe(200);
    expect(browser.session('development')).toBeUndefined();
    expect(hostile.bitbucket.requests.token).toBe(0);
  },
);

it.each(['j:{"toString":1}', 'j:["x"]', 'j:{}', 's:x.y', '%'])(
  'rejects the cookie %s as an attempt',
  async value => {
    const browser = hostile.portal.newBrowser();
    const callback = await browser.callbackOf();
    browser.setCookie(attemptCookie('development'), value);
    expect(await browser.comeBack(callback)).toHaveProperty('error');
    expect(hostile.bitbucket.requests.token).toBe(0);
  },
);

it.each(['j:{"toString":1}', 'v1.x', '%'])(
  'starts a sign-in with the cookies %s',
  async value => {
    const browser = hostile.portal.newBrowser();
    browser.setCookie(attemptCookie('development'), value);
    browser.setCookie(sessionCookie('development'), value);
    expect(await browser.comeBack(await browser.callbackOf())).toMatchObject({
      response: { backstageIdentity: { identity: { type: 'user' } } },
    });
    expect(browser.attempt('development')).toMatch(/^[\w-]{22}$/);
  },
);

it.each(['bitbucket-nonce', 'bitbucket-attempt', 'bitbucket-session'])(
  'starts a sign-in despite a cookie %s',
  async name => {
    const browser = hostile.portal.newBrowser();
    const callback = await browser.callbackOf();
    browser.setCookie(name, 'x');
    expect(await browser.comeBack(callback)).toMatchObject({
      response: { backstageIdentity: { identity: { type: 'user' } } },
    });
  },
);
