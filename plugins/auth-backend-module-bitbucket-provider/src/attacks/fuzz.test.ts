import fc from 'fast-check';
import { type Browser } from '@backstage-bitbucket/test-kit';
import { failOnUnhandledRejections } from '../__testUtils__/failOnUnhandledRejections';
import {
  ACCOUNT,
  emailOf,
  json,
  TOKEN,
  WORKSPACE,
} from '../__testUtils__/HostileBitbucket';
import { useHostilePortal } from '../__testUtils__/useHostilePortal';

failOnUnhandledRejections();

const hostile = useHostilePortal({
  development: {
    allowedWorkspaces: ['harbour-bikes'],
    signIn: {
      resolvers: [
        { resolver: 'userIdMatchingUserEntityAnnotation' },
        { resolver: 'emailMatchingUserEntityProfileEmail' },
      ],
    },
  },
});

const hex = (text: string) => Buffer.from(text).toString('hex');

const states = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'binary' }).map(hex),
  fc
    .dictionary(
      fc.oneof(
        fc.constantFrom('nonce', 'env', 'origin', 'flow', 'redirectUrl'),
        fc.string(),
      ),
      fc.oneof(
        fc.constantFrom('development', 'redirect', 'popup', ''),
        fc.webUrl(),
        fc.string({ unit: 'binary' }),
      ),
    )
    .map(fields => hex(new URLSearchParams(fields).toString())),
);

const cookies = fc.array(
  fc.tuple(
    fc.constantFrom(
      'bitbucket-session',
      'bitbucket-session-development',
      'bitbucket-attempt',
      'bitbucket-nonce',
      'bitbucket-refresh-token',
      'bitbucket-refresh-token-0',
      'bitbucket-refresh-token-1',
      'bitbucket-granted-scope',
      '__proto__',
    ),
    fc.oneof(
      fc.string({ unit: 'grapheme-ascii' }).map(encodeURIComponent),
      fc.constantFrom('%', '%zz', 'j:{"a":1}', 'j:[', '""', 's:x.y'),
      fc
        .tuple(
          fc.constantFrom('v1.', 'v2.', 'v1', ''),
          fc.base64String({ minLength: 40, maxLength: 48 }),
        )
        .map(parts => parts.join('').replace(/[+/=]/g, '-')),
      fc.base64String({ minLength: 20, maxLength: 24 }),
    ),
  ),
  { maxLength: 4 },
);

it('responds to no callback with a server error or a session', async () => {
  await fc.assert(
    fc.asyncProperty(
      states,
      fc.string({ unit: 'binary' }),
      cookies,
      async (state, code, jar) => {
        const browser = hostile.portal.newBrowser();
        jar.forEach(([name, value]) => browser.setCookie(name, value));
        const query = new URLSearchParams({ state, code });
        const answer = await browser.fetch(`/handler/frame?${query}`);
        expect(answer.status).toBe(400);
        expect(answer.headers.get('location')).toBeNull();
        expect(answer.headers.getSetCookie().join()).not.toContain('=v1.');
      },
    ),
    { numRuns: 250 },
  );
}, 60_000);

it('responds to no refresh or logout with a server error', async () => {
  hostile.bitbucket.answer({ token: json({ error: 'invalid_grant' }, 400) });
  await fc.assert(
    fc.asyncProperty(
      cookies,
      fc.constantFrom(['refresh', 'GET'], ['logout', 'POST']),
      async (jar, [path, method]) => {
        const browser = hostile.portal.newBrowser();
        jar.forEach(([name, value]) => browser.setCookie(name, value));
        const answer = await browser.fetch(`/${path}?env=development`, {
          method,
          headers: { 'x-requested-with': 'XMLHttpRequest' },
        });
        expect(answer.status).toBeLessThan(500);
        expect(await answer.text()).not.toContain('accessToken');
      },
    ),
    { numRuns: 250 },
  );
}, 60_000);

/** Returns a valid response in which one value is replaced, at any depth. */
function mutated(valid: object) {
  const paths: string[][] = [];
  const visit = (value: unknown, path: string[]) => {
    paths.push(path);
    if (value && typeof value === 'object') {
      Object.entries(value).forEach(([key, each]) =>
        visit(each, [...path, key]),
      );
    }
  };
  visit(valid, []);
  return fc
    .tuple(fc.constantFrom(...paths), fc.jsonValue({ maxDepth: 2 }))
    .map(([path, replacement]) => {
      if (path.length === 0) {
        return replacement;
      }
      const copy = structuredClone(valid) as Record<string, unknown>;
      const parent = path
        .slice(0, -1)
        .reduce((each, key) => each[key] as Record<string, unknown>, copy);
      parent[path[path.length - 1]] = replacement;
      return copy;
    });
}

const answers: [endpoint: string, valid: object][] = [
  ['token', TOKEN],
  ['user', ACCOUNT],
  ['emails', { values: [emailOf('mira@harbourbikes.example')] }],
  ['workspaces', { values: [WORKSPACE] }],
];

interface Outcome {
  backstageIdentity?: { identity: { userEntityRef: string } };
  error?: Error;
}

/**
 * Every response leads to a session of Mira, identified by her own uuid, or to the error message. Both
 * outcomes must occur.
 */
async function expectSessionOrSentence(
  [endpoint, valid]: (typeof answers)[number],
  sentence: RegExp,
  attempt: (browser: Browser, attack: () => void) => Promise<Outcome>,
) {
  const byAttempt = new Set<boolean>();
  await fc.assert(
    fc.asyncProperty(mutated(valid), async body => {
      // Releases the hourly requests of earlier runs.
      hostile.bitbucket.reset();
      const { backstageIdentity, error } = await attempt(
        hostile.portal.newBrowser(),
        () => hostile.bitbucket.answer({ [endpoint]: json(body) }),
      );
      byAttempt.add(backstageIdentity !== undefined);
      if (backstageIdentity) {
        const { userEntityRef } = backstageIdentity.identity;
        expect(userEntityRef).toBe('user:default/mira');
      } else {
        expect(error?.message).toMatch(sentence);
      }
    }),
    // Random values alone seldom include a valid response.
    { numRuns: 60, examples: [[valid as fc.JsonValue], [null]] },
  );
  expect(byAttempt).toEqual(new Set([true, false]));
}

it.each(answers)(
  'creates a session or a clear error for every response of %s',
  (...answer) =>
    expectSessionOrSentence(answer, /^[A-Z].*\.$/s, async (browser, attack) => {
      attack();
      const callback = await browser.callbackOf();
      const { response, error } = await browser.comeBack(callback);
      return { ...response, error };
    }),
  60_000,
);

it.each(answers)(
  'keeps or rejects a session for every response of %s at a refresh',
  (...answer) =>
    expectSessionOrSentence(answer, /^[A-Z].*\.$/s, async (browser, attack) => {
      await browser.comeBack(await browser.callbackOf());
      hostile.bitbucket.reset();
      attack();
      return browser.refresh();
    }),
  60_000,
);
