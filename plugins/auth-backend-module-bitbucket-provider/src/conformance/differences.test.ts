import {
  decodeOAuthState,
  encodeOAuthState,
} from '@backstage/plugin-auth-node';
import { type Browser } from '@backstage-bitbucket/test-kit';
import { startPortal, type TestPortal } from '../__testUtils__/startPortal';
import { backstageHandlersModule } from '../__testUtils__/backstageHandlers';

const APP = 'http://localhost:3000';
const EVIL = 'https://evil.example/';
const script = { 'x-requested-with': 'XMLHttpRequest' };

/** Returns the observed behavior of a case. */
type Observe = (browser: Browser, portal: TestPortal) => Promise<unknown>;

/** Opens a callback and returns the response. */
function open(browser: Browser, portal: TestPortal, callback: URL, init = {}) {
  return browser.fetch(callback.href.slice(portal.providerUrl.length), init);
}

/** Changes the state, which is not signed. */
function tamper(callback: URL, change: object): URL {
  const changed = new URL(callback);
  const state = decodeOAuthState(changed.searchParams.get('state')!);
  changed.searchParams.set('state', encodeOAuthState({ ...state, ...change }));
  return changed;
}

const locationOf = async (response: Promise<Response>) =>
  (await response).headers.get('location');

const statusOf = async (response: Promise<Response>) => (await response).status;

/** The intended differences to Backstage's handlers, with the behavior of both. */
const differences: [
  what: string,
  observe: Observe,
  backstage: unknown,
  ours: unknown,
][] = [
  [
    'a changed state redirects the browser to another site',
    async (browser, portal) => {
      const callback = tamper(await browser.consent('Mira Lindqvist'), {
        flow: 'redirect',
        redirectUrl: EVIL,
      });
      return locationOf(open(browser, portal, callback));
    },
    EVIL,
    null,
  ],
  [
    'a start accepts another site as the redirect target',
    browser =>
      statusOf(
        browser.fetch(
          `/start?env=development&flow=redirect&redirectUrl=${EVIL}`,
        ),
      ),
    302,
    403,
  ],
  [
    'the state has fields besides the environment and the nonce',
    async browser => {
      const { searchParams } = await browser.start(
        `development&flow=popup&origin=${APP}`,
      );
      const state = decodeOAuthState(searchParams.get('state')!);
      return Object.keys(state).sort();
    },
    ['env', 'flow', 'nonce', 'origin'],
    ['env', 'nonce'],
  ],
  [
    'a callback is sent to Bitbucket a second time',
    async (browser, portal) => {
      const callback = await browser.consent('Mira Lindqvist');
      await open(browser, portal, callback);
      portal.stub.journal.clear();
      await open(browser, portal, callback);
      return portal.stub.journal.entries().length;
    },
    1,
    0,
  ],
  [
    'a HEAD of the callback consumes the code',
    async (browser, portal) => {
      const callback = await browser.consent('Mira Lindqvist');
      await open(browser, portal, callback, { method: 'HEAD' });
      const { response } = await browser.comeBack(callback);
      return response === undefined;
    },
    true,
    false,
  ],
  [
    'a HEAD of the start begins a sign-in',
    async browser => {
      await browser.fetch('/start?env=development', { method: 'HEAD' });
      return browser.cookieNames().length > 0;
    },
    true,
    false,
  ],
  [
    'a popup without an opener shows why the account was rejected',
    async (browser, portal) => {
      const callback = await browser.consent('Olu Adeyemi');
      const page = await (await open(browser, portal, callback)).text();
      return /<p>[^<]+<\/p>/.test(page) && page.includes('location.replace');
    },
    false,
    true,
  ],
  [
    'another site gets a session by a refresh',
    async browser => {
      await browser.signIn('Mira Lindqvist');
      const headers = { ...script, origin: 'https://evil.example' };
      return statusOf(browser.fetch('/refresh?env=development', { headers }));
    },
    200,
    403,
  ],
  [
    'the browser gets an access token that it did not request',
    async browser => {
      await browser.signIn('Mira Lindqvist');
      return (await browser.refresh()).providerInfo.accessToken !== '';
    },
    true,
    false,
  ],
  [
    'a refresh sends requests to Bitbucket',
    async (browser, portal) => {
      await browser.signIn('Mira Lindqvist');
      portal.stub.journal.clear();
      await browser.refresh();
      return portal.stub.journal.entries().length > 0;
    },
    true,
    false,
  ],
  [
    'the status of a refresh while Bitbucket is unavailable',
    async (browser, portal) => {
      await browser.signIn('Mira Lindqvist');
      portal.stub.faults.add({ path: '/**', status: 503 });
      return statusOf(
        browser.fetch('/refresh?env=development', { headers: script }),
      );
    },
    401,
    200,
  ],
  [
    'the browser stores a token of Bitbucket in a cookie',
    async browser => {
      await browser.signIn('Mira Lindqvist');
      return browser.cookieNames().includes('bitbucket-refresh-token');
    },
    true,
    false,
  ],
  [
    'a refresh sets a cookie',
    async browser => {
      await browser.signIn('Mira Lindqvist');
      const response = await browser.fetch('/refresh?env=development', {
        headers: script,
      });
      return response.headers.getSetCookie().length > 0;
    },
    true,
    false,
  ],
  [
    'a copied cookie is valid after the sign-out',
    async (browser, portal) => {
      await browser.signIn('Mira Lindqvist');
      const copy = portal.newBrowser();
      for (const name of browser.cookieNames()) {
        copy.setCookie(name, browser.cookie(name)!);
      }
      await browser.logout();
      return (await copy.refresh()).backstageIdentity !== undefined;
    },
    true,
    false,
  ],
  [
    'a sign-out deletes a cookie that the browser did not send',
    async browser => {
      const response = await browser.fetch('/logout?env=development', {
        method: 'POST',
        headers: script,
      });
      return response.headers.getSetCookie().length > 0;
    },
    false,
    true,
  ],
];

describe.each([
  { name: 'backstage', provider: backstageHandlersModule },
  { name: 'ours', provider: undefined },
])('$name: an intended difference', ({ name, provider }) => {
  let portal: TestPortal;

  beforeAll(async () => {
    portal = await startPortal({
      provider,
      environments: { development: { sessions: undefined } },
    });
  });

  afterAll(() => portal.close());

  beforeEach(() => {
    portal.stub.reset();
    portal.registerClient();
  });

  it.each(differences)('%s', async (_, observe, backstage, ours) => {
    expect(backstage).not.toEqual(ours);
    expect(await observe(portal.newBrowser(), portal)).toEqual(
      name === 'ours' ? ours : backstage,
    );
  });
});
