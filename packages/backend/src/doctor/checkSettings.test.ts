import { JsonObject } from '@backstage/types';
import {
  goodEnvironment,
  productionSettings,
} from '../__testUtils__/productionConfig';
import { checkSettings } from './checkSettings';
import { formatFinding } from './formatFindings';

/** `a.b.c` and a value, as an object. */
function at(key: string, value: unknown): JsonObject {
  return key
    .split('.')
    .reduceRight<unknown>(
      (inner, name) => ({ [name]: inner }),
      value,
    ) as JsonObject;
}

async function problemsOf(changes: JsonObject, environment = {}) {
  const settings = await productionSettings(changes, environment);
  return checkSettings(settings)
    .filter(({ severity }) => severity === 'problem')
    .map(({ key }) => key);
}

const PROVIDER = 'auth.providers.bitbucket.production';

describe('checkSettings', () => {
  it('finds app-config.production.yaml fit, once the environment tells it the rest', async () => {
    expect(await problemsOf({})).toEqual([]);
  });

  it('names everything that the environment does not tell, at once', async () => {
    const nothing = Object.fromEntries(
      Object.keys(goodEnvironment).map(name => [name, undefined]),
    );
    expect(await problemsOf({}, nothing)).toEqual([
      'app.baseUrl',
      'backend.baseUrl',
      `${PROVIDER}.clientId`,
      `${PROVIDER}.clientSecret`,
      'backend.database.connection.host',
      'backend.database.connection.port',
      'backend.database.connection.user',
      'backend.database.connection.password',
      'backend.cache.connection.url',
      'backend.rateLimit.store.connection',
    ]);
  });

  it.each<[string, string, unknown]>([
    ['an unencrypted address', 'app.baseUrl', 'http://portal.quayside.test'],
    [
      'an unencrypted backend',
      'backend.baseUrl',
      'http://portal.quayside.test',
    ],
    ['localhost', 'backend.baseUrl', 'https://localhost:7007'],
    ['a loopback address', 'backend.baseUrl', 'https://127.0.0.1'],
    ['it within IPv6', 'backend.baseUrl', 'https://[::ffff:127.0.0.1]'],
    ['every address of a machine', 'backend.baseUrl', 'https://0.0.0.0'],
    ['the loopback address of IPv6', 'backend.baseUrl', 'https://[::1]:7007'],
    [
      'a host of the documents',
      'backend.baseUrl',
      'https://portal.example.com',
    ],
    ['an address that is none', 'app.baseUrl', 'portal.quayside.test'],
    [
      'another address of the backend',
      'backend.baseUrl',
      'https://api.quayside.test',
    ],
    ['a loopback listener', 'backend.listen.host', '127.0.0.1'],
    ['trust in every proxy', 'backend.trustProxy', true],
    ['no trust in the proxy', 'backend.trustProxy', false],
    ['trust in no proxy at all', 'backend.trustProxy', 0],
    ['every origin', 'backend.cors.origin', '*'],
    ['a pattern of origins', 'backend.cors.origin', 'https://*.quayside.test'],
    ['an origin on a laptop', 'backend.cors.origin', 'http://localhost:3000'],
    ['inline scripts', 'backend.csp.script-src', ["'self'", "'unsafe-inline'"]],
    ['scripts from everywhere', 'backend.csp.script-src', ['https:']],
    ['no policy for scripts', 'backend.csp.script-src', false],
    ['unencrypted calls', 'backend.csp.connect-src', ["'self'", 'http:']],
    ['a self-signed certificate', 'backend.https', true],
    ['another auth environment', 'auth.environment', 'development'],
    ['guest access', 'auth.providers.guest', {}],
    [
      'a second auth environment',
      'auth.providers.bitbucket.development',
      { clientId: 'x' },
    ],
    ['the stub for sign-in', `${PROVIDER}.baseUrl`, 'http://localhost:7100'],
    [
      'a look-alike of Bitbucket',
      `${PROVIDER}.baseUrl`,
      'https://bitbucket.org.evil.test',
    ],
    [
      'the stub for the API',
      `${PROVIDER}.apiBaseUrl`,
      'http://localhost:7100/2.0',
    ],
    ['the sample client', `${PROVIDER}.clientId`, 'harbour-bikes-portal'],
    [
      'the sample secret',
      `${PROVIDER}.clientSecret`,
      'not-a-secret-only-the-stub-accepts-it',
    ],
    [
      'a placeholder',
      `${PROVIDER}.clientSecret`,
      '<the secret of your OAuth consumer>',
    ],
    ['a short secret', `${PROVIDER}.clientSecret`, 'abcdefgh12345678'],
    [
      'a secret with a line break',
      `${PROVIDER}.clientSecret`,
      'abcdefghabcdefghabcdefgh\nabcdefghabcdefgh',
    ],
    [
      'a callback elsewhere',
      `${PROVIDER}.callbackUrl`,
      'http://localhost:7007/api/auth/bitbucket/handler/frame',
    ],
    ['a time limit that is none', `${PROVIDER}.requestTimeout`, 'soon'],
    ['a workspace that is none', `${PROVIDER}.allowedWorkspaces`, 'quayside'],
    [
      'an option that the resolver does not take',
      `${PROVIDER}.signIn.resolvers`,
      [
        {
          resolver: 'userIdMatchingUserEntityAnnotation',
          allowedDomains: 'quayside.test',
        },
      ],
    ],
    [
      'the stub for the people of a workspace',
      'catalog.providers.bitbucketWorkspace.quayside.apiBaseUrl',
      'http://localhost:7100/2.0',
    ],
    [
      'a key that a workspace does not have',
      'catalog.providers.bitbucketWorkspace.quayside.wrokspace',
      'quayside',
    ],
    ['no resolver', `${PROVIDER}.signIn.resolvers`, []],
    ['keys in memory', 'auth.keyStore.provider', 'memory'],
    ['an algorithm without a key pair', 'auth.identityTokenAlgorithm', 'HS256'],
    ['SQLite', 'backend.database.client', 'better-sqlite3'],
    ['a database in memory', 'backend.database.connection', ':memory:'],
    [
      'SQLite for one plugin',
      'backend.database.plugin.catalog.client',
      'better-sqlite3',
    ],
    [
      'a database on this machine',
      'backend.database.connection.host',
      'localhost',
    ],
    ['a port that is none', 'backend.database.connection.port', 'postgres'],
    ['the sample password', 'backend.database.connection.password', 'postgres'],
    ['a database in the clear', 'backend.database.connection.ssl', false],
    [
      'a database that can be anybody',
      'backend.database.connection.ssl.rejectUnauthorized',
      false,
    ],
    [
      'an authority that is none',
      'backend.database.connection.ssl.ca',
      '/etc/ca.pem',
    ],
    [
      'a URL without verification',
      'backend.database.connection',
      'postgresql://quayside:p-9fJ2kq7Lx0Zw@database.quayside.test/backstage?sslmode=require',
    ],
    [
      'no database for the schemas',
      'backend.database.connection.database',
      null,
    ],
    ['a cache in memory', 'backend.cache.store', 'memory'],
    [
      'a cache on this machine',
      'backend.cache.connection.url',
      'redis://:r-4hT8vB1nQs6Y@localhost:6379',
    ],
    [
      'a cache for all',
      'backend.cache.connection.url',
      'redis://cache.quayside.test:6379',
    ],
    [
      'a cache with a sample password',
      'backend.cache.connection.url',
      'redis://:redis@cache.quayside.test:6379',
    ],
    ['no limit', 'backend.rateLimit', null],
    ['a limit of each instance', 'backend.rateLimit.store.type', 'memory'],
    ['a limit below one page', 'backend.rateLimit.incomingRequestLimit', 5],
    ['no limit in general', 'backend.rateLimit.global', false],
    ['no permissions', 'permission.enabled', false],
    ['events of one instance', 'events.useEventBus', 'never'],
    [
      'no authentication',
      'backend.auth.dangerouslyDisableDefaultAuthPolicy',
      true,
    ],
    [
      'refresh without a user',
      'auth.experimentalRefreshToken.dangerouslyDisableCatalogPresenceCheck',
      true,
    ],
  ])('refuses %s', async (_, key, value) => {
    const found = await problemsOf(at(key, value));
    expect(found.some(each => each.startsWith(key))).toBe(true);
  });

  it.each([
    ['without allowedWorkspaces', undefined, true],
    ['with allowedWorkspaces', ['quayside'], false],
  ])(
    'judges a sign-in without a user in the catalog %s',
    async (_, allowedWorkspaces, isRefused) => {
      const found = await problemsOf(
        at(PROVIDER, {
          ...(allowedWorkspaces && { allowedWorkspaces }),
          signIn: {
            resolvers: [
              {
                resolver: 'userIdMatchingUserEntityAnnotation',
                dangerouslyAllowSignInWithoutUserInCatalog: true,
              },
            ],
          },
        }),
      );
      expect(found).toEqual(
        isRefused
          ? [
              `${PROVIDER}.signIn.resolvers[0].dangerouslyAllowSignInWithoutUserInCatalog`,
            ]
          : [],
      );
    },
  );

  it('advises on a resolver that only a module of one’s own can bring', async () => {
    const settings = await productionSettings(
      at(`${PROVIDER}.signIn.resolvers`, [{ resolver: 'byBadge' }]),
    );
    const key = `${PROVIDER}.signIn.resolvers[0].resolver`;
    expect(checkSettings(settings).find(each => each.key === key)).toEqual(
      expect.objectContaining({
        severity: 'advice',
        found: expect.stringContaining('byBadge'),
      }),
    );
  });

  it('refuses what is no object where one should be', async () => {
    expect(await problemsOf(at('auth.providers', 'bitbucket'))).toContain(
      'auth',
    );
  });

  it('refuses an administrator that is no group and no user', async () => {
    const changes = at('permission.administrators', [
      'platform',
      'component:default/a',
      'group:default/platform',
    ]);
    expect(await problemsOf(changes)).toEqual([
      'permission.administrators[0]',
      'permission.administrators[1]',
    ]);
  });

  it('refuses a token of another system that can be guessed', async () => {
    const changes = at('backend.auth.externalAccess', [
      { type: 'static', options: { token: 'deploy', subject: 'deploy' } },
    ]);
    expect(await problemsOf(changes)).toEqual([
      'backend.auth.externalAccess[0].options.token',
    ]);
  });

  it('refuses a user name without a token for repositories', async () => {
    expect(
      await problemsOf({}, { BITBUCKET_CLOUD_USERNAME: 'bot@quayside.test' }),
    ).toEqual(['integrations.bitbucketCloud[0].token']);
  });

  it('refuses a process that trusts every server', async () => {
    expect(await problemsOf({}, { NODE_TLS_REJECT_UNAUTHORIZED: '0' })).toEqual(
      ['NODE_TLS_REJECT_UNAUTHORIZED'],
    );
  });

  it('never repeats a secret', async () => {
    const secrets = {
      POSTGRES_PASSWORD: 'pw with spaces 8712',
      REDIS_URL: 'http://:cache-password-5521@localhost:6379',
      AUTH_BITBUCKET_CLIENT_SECRET: 'short-6634',
      APP_BASE_URL: 'http://user:address-password-9908@localhost/?x=1',
    };
    const settings = await productionSettings({}, secrets);
    const text = checkSettings(settings).map(formatFinding).join('\n');
    expect(text).toContain('clientSecret has 10 characters');
    expect(text).not.toMatch(/8712|5521|6634|9908/);
  });

  it('puts each finding in one line, whatever it found', async () => {
    const settings = await productionSettings(
      at('auth.environment', 'a\nb\u001b[31m'),
    );
    for (const line of checkSettings(settings).map(formatFinding)) {
      expect(line).toMatch(/^\S.*\.$/);
      expect(line).not.toContain('\u001b');
    }
  });
});
