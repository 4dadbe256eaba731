import fc from 'fast-check';
import { attemptCookie } from '@backstage-bitbucket/test-kit';
import { openSqlite, type TestDatabase } from '../__testUtils__/databases';
import { failOnUnhandledRejections } from '../__testUtils__/failOnUnhandledRejections';
import { HostileBitbucket } from '../__testUtils__/HostileBitbucket';
import { startPortal, type TestPortal } from '../__testUtils__/startPortal';
import { AttemptStore } from '../sessions/AttemptStore';
import { sha256 } from '../model/secret';

const environments = ['development', 'other'];

failOnUnhandledRejections();

let bitbucket: HostileBitbucket;
let database: TestDatabase;
let portal: TestPortal;

beforeAll(async () => {
  bitbucket = await HostileBitbucket.start();
  const hosts = { baseUrl: bitbucket.url, apiBaseUrl: bitbucket.apiUrl };
  database = await openSqlite();
  portal = await startPortal({
    database: database.service,
    environments: Object.fromEntries(environments.map(env => [env, hosts])),
  });
});
afterAll(async () => {
  await portal.close();
  await bitbucket.close();
  await database.close();
});
/** Returns a browser in which a sign-in with the nonce was started. */
async function startWith(nonce: string) {
  const browser = portal.newBrowser();
  const browserId = AttemptStore.createBrowserId();
  for (const env of environments) {
    browser.setCookie(attemptCookie(env), browserId);
  }
  await database.knex('bitbucket_auth_attempts').insert({
    nonce_hash: sha256(nonce),
    browser_hash: sha256(browserId),
    environment: 'development',
    scope: 'account',
    expires_at: Date.now() + 600_000,
  });
  return browser;
}

const hex = (text: string) => Buffer.from(text).toString('hex');
const stateOf = (fields: object) =>
  hex(new URLSearchParams({ ...fields }).toString());
const PORTAL = 'http://localhost:3000';

/** Returns a valid state with one change. Some of the changed states remain valid. */
function nearStatesOf(nonce: string) {
  const goodState = { env: 'development', nonce };
  return fc.oneof(
    // One changed character
    fc
      .tuple(fc.nat(), fc.constantFrom(...'0123456789abcdefABCDEFxyz %,\u0000'))
      .map(([at, character]) => {
        const state = stateOf(goodState);
        const index = at % state.length;
        return state.slice(0, index) + character + state.slice(index + 1);
      }),
    // Truncated or extended
    fc.nat().map(at => stateOf(goodState).slice(0, at % 120)),
    fc.string({ unit: 'binary' }).map(more => stateOf(goodState) + more),
    fc.string({ unit: 'binary' }).map(more => stateOf(goodState) + hex(more)),
    // One additional or repeated field
    fc
      .tuple(
        fc.constantFrom(
          ...['nonce', 'env', 'origin', 'flow', 'redirectUrl', 'scope', 'x'],
          ...['__proto__', 'constructor', 'toString'],
        ),
        fc.oneof(
          fc.constantFrom(
            ...['redirect', 'popup', 'other', 'development', nonce, 'null', ''],
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
}

// A nonce works once, so each state has its own.
const nearStates = fc
  .uuid()
  .chain(nonce => nearStatesOf(nonce).map(state => ({ nonce, state })));

/** Returns the origin to which a response redirects, if any. */
function originOf(answer: Response): string | undefined {
  const location = answer.headers.get('location');
  return location === null ? undefined : new URL(location).origin;
}

it('returns a session only for a valid state', async () => {
  const statuses = new Set<number>();
  await fc.assert(
    fc.asyncProperty(nearStates, async ({ nonce, state }) => {
      const browser = await startWith(nonce);
      const query = new URLSearchParams({ code: 'a-c0de', state });
      const before = bitbucket.requests.token;
      const answer = await browser.fetch(`/handler/frame?${query}`);
      const page = await answer.text();

      const fits = state === stateOf({ env: 'development', nonce });
      const outcome = {
        status: answer.status,
        hasSession:
          page.includes('backstageIdentity') ||
          answer.headers
            .getSetCookie()
            .some(cookie => /^bitbucket-session-\w+=v1\./.test(cookie)),
        tokenRequests: bitbucket.requests.token - before,
      };
      expect(outcome).toEqual(
        fits
          ? { status: 200, hasSession: true, tokenRequests: 1 }
          : { status: 400, hasSession: false, tokenRequests: 0 },
      );
      expect([undefined, PORTAL]).toContain(originOf(answer));
      statuses.add(outcome.status);
    }),
    { numRuns: 200 },
  );
  // Both outcomes occurred.
  expect(statuses).toContain(200);
  expect(statuses).toContain(400);
}, 60_000);

const queriesOf = (nonce: string) =>
  fc
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
          fc.constantFrom(
            ...environments,
            'redirect',
            'http://localhost:3000/x',
          ),
          fc.constant(stateOf({ env: 'development', nonce })),
          fc.webUrl(),
          fc.string({ unit: 'binary' }),
        ),
      ),
      { maxLength: 6 },
    )
    .map(pairs => ({ nonce, query: new URLSearchParams(pairs) }));

const queries = fc.uuid().chain(queriesOf);

it.each([
  ['start', 'GET'],
  ['handler/frame', 'GET'],
  ['handler/frame', 'POST'],
  ['refresh', 'GET'],
  ['logout', 'POST'],
])(
  'responds to no query of %s with %s with a server error',
  async (path, method) => {
    await fc.assert(
      fc.asyncProperty(queries, async ({ nonce, query }) => {
        const browser = await startWith(nonce);
        const answer = await browser.fetch(`/${path}?${query}`, {
          method,
          headers: { 'x-requested-with': 'XMLHttpRequest' },
        });
        expect(answer.status).toBeLessThan(500);
        expect([undefined, PORTAL, new URL(bitbucket.url).origin]).toContain(
          originOf(answer),
        );
      }),
      { numRuns: 100 },
    );
  },
  60_000,
);
