import { type JsonObject } from '@backstage/types';
import {
  at,
  goodEnvironment,
  productionSettings,
} from '../__testUtils__/productionConfig';
import { PROVIDER, unfitSettings } from '../__testUtils__/unfitSettings';
import { checkSettings } from './checkSettings';
import { formatFinding } from '../findings/formatFindings';

async function problemsOf(changes: JsonObject, environment = {}) {
  const settings = await productionSettings(changes, environment);
  return checkSettings(settings)
    .filter(({ severity }) => severity === 'problem')
    .map(({ key }) => key);
}

describe('checkSettings', () => {
  it('reports no problem for settings that are fit for production', async () => {
    expect(await problemsOf({})).toEqual([]);
  });

  it('reports all missing environment variables at once', async () => {
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

  it('reports how many users the sessions support', async () => {
    const settings = await productionSettings({}, {});
    const found = checkSettings(settings).find(
      ({ severity, key }) => severity === 'note' && key.endsWith('.sessions'),
    );
    expect(found && formatFinding(found)).toMatch(
      /^auth\.providers\.bitbucket\.production\.sessions supports about \d+ users: a check at Bitbucket takes \d requests, and the portal can send 1000 per hour\./,
    );
  });

  it.each([
    ['the same OAuth consumer', {}, ['sessions.callsPerHour']],
    [
      'the same OAuth consumer within one limit',
      { sessions: { callsPerHour: 200 } },
      [],
    ],
  ])('checks a workspace with %s', async (_, provider, expected) => {
    const clientId = goodEnvironment.AUTH_BITBUCKET_CLIENT_ID;
    const problems = await problemsOf({
      auth: { providers: { bitbucket: { production: provider } } },
      catalog: {
        providers: {
          bitbucketWorkspace: {
            main: {
              workspace: 'harbour-bikes',
              clientId,
              clientSecret: 'another-secret-of-that-consumer-of-32',
            },
          },
        },
      },
    });
    expect(problems).toEqual(expected.map(key => `${PROVIDER}.${key}`));
  });

  it.each(unfitSettings)('refuses %s', async (_, key, value) => {
    const found = await problemsOf(at(key, value));
    expect(found.some(each => each.startsWith(key))).toBe(true);
  });

  it.each([
    ['without allowedWorkspaces', undefined, true],
    ['with allowedWorkspaces', ['quayside'], false],
  ])(
    'checks a sign-in without a user in the catalog %s',
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

  it('advises on a resolver that only a custom module can provide', async () => {
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

  it('rejects a value that is not an object where an object is required', async () => {
    expect(await problemsOf(at('auth.providers', 'bitbucket'))).toContain(
      'auth',
    );
  });

  it('rejects an administrator that is neither a group nor a user', async () => {
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

  it('rejects administrators that are not a list', async () => {
    const changes = at('permission.administrators', 'group:default/platform');
    expect(await problemsOf(changes)).toEqual(['permission.administrators']);
  });

  it('rejects a guessable token of another system', async () => {
    const changes = at('backend.auth.externalAccess', [
      { type: 'static', options: { token: 'deploy', subject: 'deploy' } },
    ]);
    expect(await problemsOf(changes)).toEqual([
      'backend.auth.externalAccess[0].options.token',
    ]);
  });

  it('explains how to fix a certificate authority without line breaks', async () => {
    const settings = await productionSettings(
      {},
      {
        POSTGRES_CA:
          '-----BEGIN CERTIFICATE-----\\nMIIB\\n-----END CERTIFICATE-----',
      },
    );
    expect(checkSettings(settings).map(formatFinding)).toContain(
      'backend.database.connection.ssl.ca contains \\n as two characters instead of line breaks. Set POSTGRES_CA to a text with line breaks. If a variable cannot contain them, mount a file: { $file: /run/secrets/database_ca }.',
    );
  });

  it('rejects a process that trusts every server', async () => {
    expect(await problemsOf({}, { NODE_TLS_REJECT_UNAUTHORIZED: '0' })).toEqual(
      ['NODE_TLS_REJECT_UNAUTHORIZED'],
    );
  });

  it.each([
    ['/nowhere/company-ca.pem', ['NODE_EXTRA_CA_CERTS']],
    [__filename, []],
  ])('reads the certificate authorities in %s', async (file, keys) => {
    expect(await problemsOf({}, { NODE_EXTRA_CA_CERTS: file })).toEqual(keys);
  });

  it('never prints a secret', async () => {
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

  it('prints each finding on one line', async () => {
    const settings = await productionSettings(
      at('auth.environment', 'a\nb\u001b[31m'),
    );
    for (const line of checkSettings(settings).map(formatFinding)) {
      expect(line).toMatch(/^\S.*\.$/);
      expect(line).not.toContain('\u001b');
    }
  });
});
