import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { type JsonObject, type JsonValue } from '@backstage/types';
import { checkConfig } from './checkConfig';
import { bitbucketSignInResolvers } from '../resolvers/resolvers';

const valid = {
  clientId: 'the-key',
  clientSecret: 'the-secret',
  signIn: { resolvers: [{ resolver: 'userIdMatchingUserEntityAnnotation' }] },
};

function check(development: JsonObject, auth: JsonObject = {}) {
  checkConfig(
    new ConfigReader({
      auth: { ...auth, providers: { bitbucket: { development } } },
    }),
    bitbucketSignInResolvers,
    mockServices.logger.mock(),
  );
}

/** Returns the valid configuration with one key changed; `undefined` removes the key. */
function changed(key: string, value: JsonValue | undefined): JsonObject {
  return { ...valid, [key]: value };
}

const resolvers = (...list: JsonObject[]) =>
  changed('signIn', { resolvers: list });

describe('checkConfig', () => {
  it('accepts the configuration of the documentation', () => {
    expect(() => check(valid)).not.toThrow();
  });

  it('accepts every resolver with its options', () => {
    const all = Object.keys(bitbucketSignInResolvers).map(resolver => ({
      resolver,
      dangerouslyAllowSignInWithoutUserInCatalog: false,
    }));
    expect(() => check(resolvers(...all))).not.toThrow();
  });

  it('accepts every other key', () => {
    expect(() =>
      check({
        ...valid,
        additionalScopes: ['repository:write'],
        sessionDuration: { days: 7 },
        requestTimeout: '5s',
        callbackUrl: 'https://portal.example/api/auth/bitbucket/handler/frame',
        baseUrl: 'http://localhost:7100',
        apiBaseUrl: 'http://localhost:7100/2.0',
      }),
    ).not.toThrow();
  });

  it.each<[string, JsonObject, RegExp[]]>([
    [
      'no clientId',
      changed('clientId', undefined),
      [/development\.clientId is missing/, /AUTH_BITBUCKET_CLIENT_ID/],
    ],
    [
      'an id without a secret',
      changed('clientSecret', undefined),
      [/development\.clientSecret is missing/, /AUTH_BITBUCKET_CLIENT_SECRET/],
    ],
    ['an empty secret', changed('clientSecret', ' '), [/clientSecret is miss/]],
    ['a number as the id', changed('clientId', 7), [/clientId is not a text/]],
    [
      'no signIn',
      changed('signIn', undefined),
      [/signIn\.resolvers is missing/, /userIdMatchingUserEntityAnnotation/],
    ],
    ['an empty resolver list', resolvers(), [/signIn\.resolvers is empty/]],
    [
      'an unknown resolver',
      resolvers({ resolver: 'byLuck' }),
      [
        /signIn\.resolvers\[0\]\.resolver is 'byLuck', which does not exist/,
        /emailMatchingUserEntityProfileEmail/,
      ],
    ],
    [
      'a resolver name that all objects inherit',
      resolvers({ resolver: 'toString' }),
      [/'toString', which does not exist/],
    ],
    [
      'an unknown option of a resolver',
      resolvers({
        resolver: 'userIdMatchingUserEntityAnnotation',
        allowedDomains: ['x.example'],
      }),
      [/signIn\.resolvers\[0\] has options/, /allowedDomains/],
    ],
    [
      'sign-in without a user by an identifier that users choose',
      resolvers({
        resolver: 'usernameMatchingUserEntityAnnotation',
        dangerouslyAllowSignInWithoutUserInCatalog: true,
      }),
      [/signIn\.resolvers\[0\] has options/, /is accepted only by userId/],
    ],
    [
      'an invalid base URL',
      changed('baseUrl', 'bitbucket.org'),
      [/development\.baseUrl is 'bitbucket\.org', which is not a URL/],
    ],
    [
      'http to another host',
      changed('apiBaseUrl', 'http://api.bitbucket.example/2.0'),
      [/development\.apiBaseUrl is .* http is accepted only for localhost/],
    ],
    [
      'an invalid callback',
      changed('callbackUrl', '/api/auth'),
      [/development\.callbackUrl is '\/api\/auth', which is not a URL/],
    ],
    ...[
      'https://portal.example/api/auth/bitbucket',
      'https://portal.example/api/auth/bitbucket/handler/frame/',
      'https://portal.example/api/auth/bitbucket/handler/frame#x',
      'https://portal.example?/bitbucket/handler/frame',
    ].map((url): [string, JsonObject, RegExp[]] => [
      `the callback ${url}`,
      changed('callbackUrl', url),
      [/that ends in \/bitbucket\/handler\/frame/],
    ]),
    ...['@x.example', '*.x.example', 'https://x.example', 'x.example '].map(
      (domain): [string, JsonObject, RegExp[]] => [
        `the domain ${domain}`,
        resolvers({
          resolver: 'emailMatchingUserEntityProfileEmail',
          allowedDomains: [domain],
        }),
        [/resolvers\[0\] has options .*must be a domain/],
      ],
    ),
    [
      'an invalid session duration',
      changed('sessionDuration', 'long'),
      [
        /development\.sessionDuration is not a duration between 60 seconds and 85 days/,
      ],
    ],
    [
      'a session duration of zero',
      changed('sessionDuration', { days: 0 }),
      [
        /development\.sessionDuration is not a duration between 60 seconds and 85 days/,
      ],
    ],
    [
      'a misspelt policy',
      changed('allowedWorkspace', ['harbourbikes']),
      [
        /development\.allowedWorkspace is not a key of this provider/,
        /allowedWorkspaces, requireTwoFactor/,
      ],
    ],
    [
      'invalid scopes',
      changed('additionalScopes', [7]),
      [/development\.additionalScopes is not a string or a list/],
    ],
    [
      'an invalid value for two-step verification',
      changed('requireTwoFactorAuthentication', 'maybe'),
      [/requireTwoFactorAuthentication is neither true nor false/],
    ],
    [
      'a request timeout of zero',
      changed('requestTimeout', { seconds: 0 }),
      [/development\.requestTimeout must be longer than zero/],
    ],
    [
      'an unlimited request timeout',
      changed('requestTimeout', { days: 30 }),
      [/at most an hour/],
    ],
    [
      'an invalid request timeout',
      changed('requestTimeout', 'soon'),
      [/development\.requestTimeout must be longer than zero/],
    ],
  ])('rejects %s and names the remedy', (_, development, messages) => {
    for (const message of messages) {
      expect(() => check(development)).toThrow(message);
    }
    expect(() => check(development)).toThrow(
      expect.objectContaining({ name: 'InputError' }),
    );
  });

  it('names all problems at once', () => {
    const wrong = {
      baseUrl: 'x',
      apiBaseUrl: 'x',
      callbackUrl: 'x',
      requestTimeout: 'x',
      sessionDuration: 'x',
      additionalScopes: 7,
      allowedWorkspaces: 'x',
      requireTwoFactorAuthentication: 'x',
      signIn: { resolvers: [{ resolver: 'one' }, {}, { resolver: 'two' }] },
    };
    expect(() => check(wrong)).toThrow(
      new RegExp(
        [
          'clientId is missing',
          'clientSecret is missing',
          '\\.baseUrl is',
          '\\.apiBaseUrl is',
          'requestTimeout must',
          'callbackUrl is',
          'additionalScopes is',
          'sessionDuration is',
          'allowedWorkspaces is',
          'requireTwoFactorAuthentication is',
          "resolvers\\[0\\]\\.resolver is 'one'",
          'resolvers\\[1\\]\\.resolver',
          "resolvers\\[2\\]\\.resolver is 'two'",
        ].join('[^]*'),
      ),
    );
    expect(() => check({})).toThrow(/signIn\.resolvers is missing/);
  });

  it('explains where keys outside of an auth environment belong', () => {
    const bitbucket = { ...valid, development: valid };
    expect(() =>
      checkConfig(
        new ConfigReader({ auth: { providers: { bitbucket } } }),
        bitbucketSignInResolvers,
        mockServices.logger.mock(),
      ),
    ).toThrow(
      /bitbucket\.clientId is not an auth environment\. Keys of an environment/,
    );
  });

  it('never prints a secret', () => {
    expect(() => check({ ...valid, baseUrl: 'x' })).toThrow(
      expect.objectContaining({
        message: expect.not.stringContaining('the-secret'),
      }),
    );
  });

  it('logs which accounts can sign in, and which users could be taken over', () => {
    const logger = mockServices.logger.mock();
    const development = {
      ...valid,
      allowedWorkspaces: ['harbourbikes', 'lighthouse'],
      requireTwoFactorAuthentication: true,
    };
    const byUsername = {
      ...valid,
      signIn: {
        resolvers: [{ resolver: 'usernameMatchingUserEntityAnnotation' }],
      },
    };
    const bitbucket = { development, trial: byUsername };
    const config = new ConfigReader({ auth: { providers: { bitbucket } } });
    checkConfig(config, bitbucketSignInResolvers, logger);
    expect(jest.mocked(logger.info).mock.calls).toEqual([
      [
        'auth.providers.bitbucket.development allows sign-in for members of harbourbikes or lighthouse only, with two-step verification only',
      ],
      [
        'auth.providers.bitbucket.trial allows sign-in for all accounts, with or without two-step verification',
      ],
    ]);
    expect(logger.warn).toHaveBeenCalledTimes(1);
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringContaining('usernameMatchingUserEntityAnnotation'),
    );
  });

  it.each([
    ['nothing', {}],
    ['an empty entry', { auth: { providers: { bitbucket: {} } } }],
  ])('rejects %s', (_, data) => {
    expect(() =>
      checkConfig(
        new ConfigReader(data),
        bitbucketSignInResolvers,
        mockServices.logger.mock(),
      ),
    ).toThrow(/auth\.providers\.bitbucket is missing/);
  });

  it('rejects an auth environment without an entry', () => {
    expect(() => check(valid, { environment: 'production' })).toThrow(
      /auth\.environment is 'production', but auth\.providers\.bitbucket has only development/,
    );
  });
});
