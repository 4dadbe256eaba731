import { decodeOAuthState } from '@backstage/plugin-auth-node';
import fc from 'fast-check';
import { HostileBitbucket } from '../__testUtils__/HostileBitbucket';
import { startPortal, TestPortal } from '../__testUtils__/startPortal';

const environments = ['development', 'other'];

let bitbucket: HostileBitbucket;
let portal: TestPortal;
const unhandled: unknown[] = [];
const noteUnhandled = (reason: unknown) => {
  unhandled.push(reason);
};

beforeAll(async () => {
  process.on('unhandledRejection', noteUnhandled);
  bitbucket = await HostileBitbucket.start();
  const hosts = { baseUrl: bitbucket.url, apiBaseUrl: bitbucket.apiUrl };
  portal = await startPortal({
    environments: Object.fromEntries(environments.map(env => [env, hosts])),
  });
});
afterAll(async () => {
  await portal.close();
  await bitbucket.close();
  process.off('unhandledRejection', noteUnhandled);
});
afterEach(() => expect(unhandled).toEqual([]));

const NONCE = 'Zm9yIHRoaXMgYnJvd3Nlcg==';
const hex = (text: string) => Buffer.from(text).toString('hex');
const stateOf = (fields: object) =>
  hex(new URLSearchParams({ ...fields }).toString());
const goodState = { nonce: NONCE, env: 'development' };

/** A state that fits, with one thing about it changed; some of the changes leave it fitting. */
const nearStates = fc.oneof(
  // One character of what is sent
  fc
    .tuple(fc.nat(), fc.constantFrom(...'0123456789abcdefABCDEFxyz %,\u0000'))
    .map(([at, character]) => {
      const state = stateOf(goodState);
      const index = at % state.length;
      return state.slice(0, index) + character + state.slice(index + 1);
    }),
  // Cut off, or with something behind it
  fc.nat().map(at => stateOf(goodState).slice(0, at % 120)),
  fc.string({ unit: 'binary' }).map(more => stateOf(goodState) + more),
  fc.string({ unit: 'binary' }).map(more => stateOf(goodState) + hex(more)),
  // One more field, or the same again
  fc
    .tuple(
      fc.constantFrom(
        ...['nonce', 'env', 'origin', 'flow', 'redirectUrl', 'scope', 'x'],
        ...['__proto__', 'constructor', 'toString'],
      ),
      fc.oneof(
        fc.constantFrom(
          ...['redirect', 'popup', 'other', 'development', NONCE, 'null', ''],
          ...['http://localhost:3000', 'http://localhost:3000@evil.example'],
        ),
        fc.webUrl(),
        fc.string({ unit: 'binary' }),
      ),
      fc.boolean(),
    )
    .map(([name, value, first]) => {
      const field = new URLSearchParams([[name, value]]).toString();
      const fields = new URLSearchParams(goodState).toString();
      return hex(first ? `${field}&${fields}` : `${fields}&${field}`);
    }),
);

function decode(state: string): Record<string, string> | undefined {
  try {
    return { ...decodeOAuthState(state) } as Record<string, string>;
  } catch {
    return undefined;
  }
}

it('gives a session for a state that fits, and for none that does not', async () => {
  const outcomes = new Set<string>();
  await fc.assert(
    fc.asyncProperty(nearStates, async state => {
      const browser = portal.newBrowser();
      browser.setCookie('bitbucket-nonce', encodeURIComponent(NONCE));
      const query = new URLSearchParams({ code: 'a-c0de', state });
      const before = bitbucket.requests.token;
      const answer = await browser.fetch(`/handler/frame?${query}`);
      const page = await answer.text();

      const { nonce, env, flow, origin, redirectUrl } = decode(state) ?? {};
      const own = (url: string | undefined) =>
        url === undefined || url.startsWith('http://localhost:3000');
      const fits =
        nonce === NONCE && environments.includes(env ?? '') && own(origin);
      const location = answer.headers.get('location');
      outcomes.add(`${answer.status}`);

      expect(answer.status).toBeLessThan(500);
      if (!fits || !own(redirectUrl)) {
        expect(answer.status).toBe(400);
        expect(page).not.toContain('backstageIdentity');
        expect(answer.headers.getSetCookie().join()).not.toMatch(
          /bitbucket-refresh-token=[^;]/,
        );
        expect(bitbucket.requests.token).toBe(before);
      }
      if (location !== null) {
        expect(flow).toBe('redirect');
        expect(new URL(location).origin).toBe('http://localhost:3000');
      }
    }),
    { numRuns: 600 },
  );
  // Both were tried.
  expect(outcomes).toContain('200');
  expect(outcomes).toContain('400');
}, 60_000);

const queries = fc
  .array(
    fc.tuple(
      fc.constantFrom(
        ...['env', 'env[]', 'env[toString]', 'env[a][b]', 'scope', 'scope[]'],
        ...['scope[toString]', 'origin', 'origin[]', 'origin[toString]'],
        ...['flow', 'flow[toString]', 'flow[length]', 'redirectUrl'],
        ...['redirectUrl[]', 'redirectUrl[toString]', 'state', 'state[]'],
        ...['state[toString]', 'code', 'code[]', 'error', 'error[toString]'],
        ...['error_description', '__proto__[env]', 'constructor[prototype]'],
      ),
      fc.oneof(
        fc.constantFrom(...environments, 'redirect', 'http://localhost:3000/x'),
        fc.constant(stateOf(goodState)),
        fc.webUrl(),
        fc.string({ unit: 'binary' }),
      ),
    ),
    { maxLength: 6 },
  )
  .map(pairs => new URLSearchParams(pairs));

it.each([
  ['start', 'GET'],
  ['handler/frame', 'GET'],
  ['handler/frame', 'POST'],
  ['refresh', 'GET'],
  ['logout', 'POST'],
])(
  'answers no query of %s by %s with an error of the server',
  async (path, method) => {
    await fc.assert(
      fc.asyncProperty(queries, async query => {
        const browser = portal.newBrowser();
        browser.setCookie('bitbucket-nonce', encodeURIComponent(NONCE));
        const answer = await browser.fetch(`/${path}?${query}`, {
          method,
          headers: { 'x-requested-with': 'XMLHttpRequest' },
        });
        expect(answer.status).toBeLessThan(500);
        const location = answer.headers.get('location');
        if (location !== null) {
          expect([
            new URL(bitbucket.url).origin,
            'http://localhost:3000',
          ]).toContain(new URL(location).origin);
        }
      }),
      { numRuns: 150 },
    );
  },
  60_000,
);
