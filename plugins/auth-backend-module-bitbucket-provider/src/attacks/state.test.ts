import { attemptCookie } from '@backstage-bitbucket/test-kit';
import { advanceClock } from '../__testUtils__/clock';
import { startPortal, type TestPortal } from '../__testUtils__/startPortal';

let portal: TestPortal;
beforeAll(async () => {
  portal = await startPortal({
    environments: {
      development: {},
      strict: { requireTwoFactorAuthentication: true },
    },
  });
});
afterAll(() => portal.close());

/** Returns the state of a callback with some fields changed; `undefined` removes a field. */
function tamper(callback: URL, changes: Record<string, string | undefined>) {
  const state = new URLSearchParams(
    Buffer.from(callback.searchParams.get('state') ?? '', 'hex').toString(),
  );
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) {
      state.delete(name);
    } else {
      state.set(name, value);
    }
  }
  const tampered = new URL(callback);
  tampered.searchParams.set(
    'state',
    Buffer.from(state.toString()).toString('hex'),
  );
  return tampered;
}

describe('a callback with a modified state', () => {
  it.each<[string, Record<string, string | undefined>]>([
    ['no nonce', { nonce: undefined }],
    ['an empty nonce', { nonce: '' }],
    ['another nonce', { nonce: 'AAAAAAAAAAAAAAAAAAAAAA==' }],
    ['no environment', { env: undefined }],
    ['an unknown environment', { env: 'nowhere' }],
    ['the name of a property of every object', { env: '__proto__' }],
    ['the name of a method of every object', { env: 'toString' }],
    ['another origin', { origin: 'https://evil.example' }],
    ['an invalid origin', { origin: 'evil' }],
    ['an opaque origin', { origin: 'null' }],
    [
      'a redirect to another site',
      { flow: 'redirect', redirectUrl: 'https://evil.example/' },
    ],
    [
      'a redirect to another site without the flow',
      { redirectUrl: 'https://evil.example/' },
    ],
    [
      'a redirect to another page',
      { flow: 'redirect', redirectUrl: 'data:text/html,x' },
    ],
  ])('creates no session with %s', async (_, changes) => {
    const browser = portal.newBrowser();
    const callback = await browser.consent('Mira Lindqvist');
    const { response, error } = await browser.comeBack(
      tamper(callback, changes),
    );
    expect(response).toBeUndefined();
    expect(error.message).toMatch(/Start again from the portal/);
    expect(browser.session('development')).toBeUndefined();
  });

  it('never redirects, and does not mention the other site', async () => {
    const browser = portal.newBrowser();
    const callback = await browser.consent('Mira Lindqvist');
    const answer = await browser.fetch(
      tamper(callback, {
        flow: 'redirect',
        redirectUrl: 'https://evil.example/',
      }).href.slice(portal.providerUrl.length),
    );
    expect(answer.status).toBe(400);
    expect(answer.headers.get('location')).toBeNull();
    expect(await answer.text()).not.toContain('evil.example');
  });

  it('does not redirect a browser without cookies', async () => {
    const state = Buffer.from(
      'nonce=x&env=development&flow=redirect&redirectUrl=https://evil.example',
    ).toString('hex');
    const answer = await portal
      .newBrowser()
      .fetch(`/handler/frame?code=x&state=${state}`);
    expect(answer.status).toBe(400);
    expect(answer.headers.get('location')).toBeNull();
  });

  it('grants no scope from the state', async () => {
    const browser = portal.newBrowser();
    const callback = await browser.consent('Mira Lindqvist');
    const { error } = await browser.comeBack(
      tamper(callback, { scope: 'account repository:admin' }),
    );
    expect(error.message).toMatch(/is incomplete/);
    // The attempt is still valid.
    const { response } = await browser.comeBack(callback);
    expect(response.providerInfo.scope).not.toContain('repository:admin');
  });

  it('creates no session in another environment than it was started for', async () => {
    const browser = portal.newBrowser();
    const callback = await browser.consent('Nadia Haddad');
    browser.setCookie(
      attemptCookie('strict'),
      browser.attempt('development') ?? '',
    );
    const { error } = await browser.comeBack(
      tamper(callback, { env: 'strict' }),
    );
    expect(error.message).toMatch(/was not started in this browser/);
    expect(browser.session('strict')).toBeUndefined();
  });
});

describe('a callback', () => {
  it.each([
    ['nothing', ''],
    ['no state', '?code=c'],
    ['a state that is not hex', '?code=c&state=zz'],
    ['an odd number of digits', '?code=c&state=abc'],
    ['two states', '?code=c&state=aa&state=bb'],
    ['an object as the state', '?code=c&state[a]=b'],
    ['a state of 10,000 characters', `?code=c&state=${'ab'.repeat(5000)}`],
    ['bytes that are not text', '?code=c&state=ff00ff00'],
  ])('with %s gets a page', async (_, query) => {
    const answer = await portal.newBrowser().fetch(`/handler/frame${query}`);
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('You are not signed in');
  });

  it('of another browser creates no session', async () => {
    const attacker = portal.newBrowser();
    const callback = await attacker.consent('Mira Lindqvist');
    const victim = portal.newBrowser();
    await victim.start();
    const { error } = await victim.comeBack(callback);
    expect(error.message).toMatch(/was not started in this browser/);
  });

  it('works once per browser', async () => {
    const browser = portal.newBrowser();
    const callback = await browser.consent('Mira Lindqvist');
    expect(await browser.comeBack(callback)).toHaveProperty('response');
    const { error } = await browser.comeBack(callback);
    expect(error.message).toMatch(/was already answered/);
  });

  it('works once even if the browser keeps the cookie', async () => {
    const browser = portal.newBrowser();
    const callback = await browser.consent('Mira Lindqvist');
    const attempt = browser.attempt('development') ?? '';
    await browser.comeBack(callback);
    // Uses an unused code.
    const fresh = await browser.consent('Mira Lindqvist');
    callback.searchParams.set('code', fresh.searchParams.get('code') ?? '');
    browser.setCookie(attemptCookie('development'), attempt);
    const { error } = await browser.comeBack(callback);
    expect(error.message).toMatch(/it was already answered/);
  });

  it('also consumes the nonce if the sign-in is rejected', async () => {
    const browser = portal.newBrowser();
    const callback = await browser.consent('Olu Adeyemi');
    expect(await browser.comeBack(callback)).toHaveProperty('error');
    const fresh = await browser.consent('Mira Lindqvist');
    callback.searchParams.set('code', fresh.searchParams.get('code') ?? '');
    const { error } = await browser.comeBack(callback);
    expect(error.message).toMatch(/it was already answered/);
  });

  it('expires after ten minutes', async () => {
    const browser = portal.newBrowser();
    const callback = await browser.consent('Mira Lindqvist');
    advanceClock(10 * 60 * 1000 + 1);
    const { error } = await browser.comeBack(callback);
    expect(error.message).toMatch(/it took more than ten minutes/);
  });

  it('can come last of twenty tabs, but not of twenty-one', async () => {
    const browser = portal.newBrowser();
    const tabs: URL[] = [];
    for (let tab = 1; tab <= 21; tab++) {
      tabs.push(await browser.callbackOf());
      // The clock of the test machine may be too coarse to order the attempts.
      advanceClock(1);
    }
    const [first, ...others] = tabs;
    const messages = [];
    for (const tab of [first, ...others]) {
      messages.push((await browser.comeBack(tab)).error.message);
    }
    expect(messages[0]).toMatch(/was not started in this browser/);
    for (const message of messages.slice(1)) {
      expect(message).toMatch(/did not accept this sign-in/);
    }
  });

  it.each(['server_error', 'temporarily_unavailable'])(
    'with %s asks the user to try again',
    async error => {
      const browser = portal.newBrowser();
      const callback = await browser.callbackOf('development', { error });
      expect(await browser.comeBack(callback)).toMatchObject({
        error: {
          message: expect.stringMatching(/^Bitbucket is having trouble/),
        },
      });
    },
  );

  it('with an error of Bitbucket shows none of its text', async () => {
    const browser = portal.newBrowser();
    const callback = await browser.callbackOf('development', {
      error: 'unauthorized_client',
      error_description: '<img src=x onerror=alert(1)> call 555-1234',
    });
    const { error } = await browser.comeBack(callback);
    expect(error.message).toMatch(/refused to start the sign-in/);
    expect(error.message).toMatch(/\(unauthorized_client\)/);
    expect(error.message).not.toMatch(/img|555/);
  });

  it.each(['<script>', 'Server Error', 'a'.repeat(50), ''])(
    'does not repeat the error code %p',
    async code => {
      const browser = portal.newBrowser();
      const callback = await browser.callbackOf('development', { error: code });
      const { error } = await browser.comeBack(callback);
      expect(error.message).toMatch(/refused to start the sign-in\. /);
    },
  );
});

describe('the start of a sign-in', () => {
  it.each([
    ['another site', 'https://evil.example/'],
    ['a path', '/catalog'],
    ['another port', 'http://localhost:3001/'],
  ])('is rejected with a redirect to %s', async (_, redirectUrl) => {
    const query = new URLSearchParams({
      env: 'development',
      flow: 'redirect',
      redirectUrl,
    });
    const answer = await portal.newBrowser().fetch(`/start?${query}`);
    expect(answer.status).toBe(403);
    expect(answer.headers.get('location')).toBeNull();
  });

  it('is rejected for another origin', async () => {
    const answer = await portal
      .newBrowser()
      .fetch('/start?env=development&origin=https://evil.example');
    expect(answer.status).toBe(403);
  });
});
