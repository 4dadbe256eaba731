import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { JsonObject, JsonValue } from '@backstage/types';
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

/** The valid configuration with one key changed; `undefined` takes it away. */
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
    ['a number for an id', changed('clientId', 7), [/clientId is not a text/]],
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
      'a resolver that objects inherit',
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
      'users without a User by an identifier that people choose',
      resolvers({
        resolver: 'usernameMatchingUserEntityAnnotation',
        dangerouslyAllowSignInWithoutUserInCatalog: true,
      }),
      [/signIn\.resolvers\[0\] has options/, /is accepted only by userId/],
    ],
    [
      'a base URL that is none',
      changed('baseUrl', 'bitbucket.org'),
      [/development\.baseUrl is 'bitbucket\.org', which is not a URL/],
    ],
    [
      'http to another host',
      changed('apiBaseUrl', 'http://api.bitbucket.example/2.0'),
      [/development\.apiBaseUrl is .* http is accepted only for localhost/],
    ],
    [
      'a callback that is no URL',
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
      'a session of no known length',
      changed('sessionDuration', 'long'),
      [
        /development\.sessionDuration is not a time between 60 seconds and 85 days/,
      ],
    ],
    [
      'a session of no length',
      changed('sessionDuration', { days: 0 }),
      [
        /development\.sessionDuration is not a time between 60 seconds and 85 days/,
      ],
    ],
    [
      'a policy whose name is misspelt',
      changed('allowedWorkspace', ['harbourbikes']),
      [
        /development\.allowedWorkspace is not a key of this provider/,
        /allowedWorkspaces, requireTwoFactor/,
      ],
    ],
    [
      'scopes that are none',
      changed('additionalScopes', [7]),
      [/development\.additionalScopes is not a string or a list/],
    ],
    [
      'neither with nor without two-step verification',
      changed('requireTwoFactorAuthentication', 'maybe'),
      [/requireTwoFactorAuthentication is neither true nor false/],
    ],
    [
      'no time for requests',
      changed('requestTimeout', { seconds: 0 }),
      [/development\.requestTimeout must be longer than zero/],
    ],
    [
      'a time for requests without an end',
      changed('requestTimeout', { days: 30 }),
      [/at most an hour/],
    ],
    [
      'a time for requests that is none',
      changed('requestTimeout', 'soon'),
      [/development\.requestTimeout must be longer than zero/],
    ],
  ])('refuses %s and names the remedy', (_, development, messages) => {
    for (const message of messages) {
      expect(() => check(development)).toThrow(message);
    }
    expect(() => check(development)).toThrow(
      expect.objectContaining({ name: 'InputError' }),
    );
  });

  it('names everything that is wrong at once', () => {
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

  it('says where keys belong that stand outside of an auth environment', () => {
    const bitbucket = { ...valid, development: valid };
    expect(() =>
      checkConfig(
        new ConfigReader({ auth: { providers: { bitbucket } } }),
        bitbucketSignInResolvers,
        mockServices.logger.mock(),
      ),
    ).toThrow(/bitbucket\.clientId is not an auth environment\. What belongs/);
  });

  it('never prints a secret', () => {
    expect(() => check({ ...valid, baseUrl: 'x' })).toThrow(
      expect.objectContaining({
        message: expect.not.stringContaining('the-secret'),
      }),
    );
  });

  it('tells the log whom it lets in, and what could be taken over', () => {
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
        'auth.providers.bitbucket.development lets in members of harbourbikes or lighthouse only, with two-step verification only',
      ],
      [
        'auth.providers.bitbucket.trial lets in members of any workspace, and of none, with or without two-step verification',
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
  ])('refuses %s at all', (_, data) => {
    expect(() =>
      checkConfig(
        new ConfigReader(data),
        bitbucketSignInResolvers,
        mockServices.logger.mock(),
      ),
    ).toThrow(/auth\.providers\.bitbucket is missing/);
  });

  it('refuses an auth environment that has no entry', () => {
    expect(() => check(valid, { environment: 'production' })).toThrow(
      /auth\.environment is 'production', but auth\.providers\.bitbucket has only development/,
    );
  });
});
