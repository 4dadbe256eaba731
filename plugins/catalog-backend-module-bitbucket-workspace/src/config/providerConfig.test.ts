import { ConfigReader } from '@backstage/config';
import { type JsonObject } from '@backstage/types';
import { readProviderConfigs } from './providerConfig';

const KEY = 'catalog.providers.bitbucketWorkspace';
const consumer = { clientId: 'the-key', clientSecret: 'the-s3cret' };

function read(providers: JsonObject) {
  return readProviderConfigs(
    new ConfigReader({
      catalog: { providers: { bitbucketWorkspace: providers } },
    }),
  );
}

function problemsOf(config: JsonObject): string {
  try {
    read({ main: { workspace: 'harbour-bikes', ...consumer, ...config } });
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

it('returns no provider for an empty configuration', () => {
  expect(readProviderConfigs(new ConfigReader({}))).toEqual([]);
});

it('applies the defaults', () => {
  const [config] = read({ main: { workspace: 'harbour-bikes', ...consumer } });
  expect(config).toEqual({
    id: 'main',
    key: `${KEY}.main`,
    workspace: 'harbour-bikes',
    credentials: { kind: 'consumer', ...consumer },
    people: 'create',
    userNamespace: 'default',
    userFilter: { include: undefined, exclude: [] },
    groups: {
      workspace: true,
      projects: false,
      projectPermissions: ['read', 'write', 'create-repo', 'admin'],
      namespace: 'default',
    },
    dangerouslyAllowNamesFromTransformers: false,
    schedule: {
      frequency: { hours: 1 },
      timeout: { hours: 3 },
      initialDelay: { seconds: 15 },
    },
    shrinkGuard: { share: 0.25, count: 10 },
    rateLimit: { callsPerHour: 1000, share: 0.8 },
    apiBaseUrl: 'https://api.bitbucket.org/2.0',
    baseUrl: 'https://bitbucket.org',
    timeoutMs: 10_000,
  });
});

it.each([
  [{ ...consumer }, { kind: 'consumer', ...consumer }],
  [
    { workspaceAccessToken: 'the-s3cret' },
    { kind: 'workspaceAccessToken', token: 'the-s3cret' },
  ],
  [
    { apiToken: { email: 'a@x.example', token: 'the-s3cret' } },
    { kind: 'apiToken', email: 'a@x.example', token: 'the-s3cret' },
  ],
])('accepts the credentials %p', (credentials, expected) => {
  const workspace = '{5d0c7a5e-2f41-4b7e-8a3c-6e9b1f0d2a10}';
  const [config] = read({ main: { workspace, ...credentials } });
  expect(config.credentials).toEqual(expected);
});

it.each([
  [{ workspace: null }, `${KEY}.main.workspace is missing.`],
  [
    { workspace: 'https://bitbucket.org/globex' },
    `${KEY}.main.workspace is 'https://bitbucket.org/globex', which is neither a slug nor a uuid in braces.`,
  ],
  [{ workspace: 7 }, `${KEY}.main.workspace is not a text.`],
  [
    { clientId: null, clientSecret: null },
    `${KEY}.main has no credentials. Configure exactly one of: clientId with clientSecret`,
  ],
  [{ clientSecret: null }, `${KEY}.main.clientSecret is missing.`],
  [{ clientSecret: ' ' }, `${KEY}.main.clientSecret is empty.`],
  [
    { workspaceAccessToken: 'x' },
    `${KEY}.main has more than one kind of credentials: clientId, clientSecret, workspaceAccessToken.`,
  ],
  [
    { clientId: null, clientSecret: null, apiToken: { email: 'a@x.example' } },
    `${KEY}.main.apiToken.token is missing.`,
  ],
  [
    { people: 'copy' },
    `${KEY}.main.people is "copy". Use one of: create, link`,
  ],
  [{ userNamespace: 'Not Valid' }, `${KEY}.main.userNamespace is 'Not Valid'`],
  [{ groups: { namespace: 'a_b' } }, `${KEY}.main.groups.namespace is 'a_b'`],
  [
    { userFilter: { exclude: 'tomas' } },
    `${KEY}.main.userFilter.exclude is "tomas". Write a list of texts`,
  ],
  [
    { userFilter: { include: [] } },
    `${KEY}.main.userFilter.include is []. Write a list of texts`,
  ],
  [
    { userFilter: { include: ['*@globex', '712020:6f1d'] } },
    `${KEY}.main.userFilter.include has '*@globex', which is neither a uuid in braces nor an Atlassian account ID.`,
  ],
  [
    { userFilter: { exclude: ['Tom', 'x'] } },
    `${KEY}.main.userFilter.exclude has 'Tom', 'x', which`,
  ],
  [{ groups: { projects: 'yes' } }, `${KEY}.main.groups.projects is "yes".`],
  [
    { groups: { projectPermissions: ['own'] } },
    `${KEY}.main.groups.projectPermissions contains 'own'. Use one of: read, write`,
  ],
  [
    { dangerouslyAllowNamesFromTransformers: 'yes' },
    `${KEY}.main.dangerouslyAllowNamesFromTransformers is "yes". Write true or false.`,
  ],
  [{ schedule: {} }, `${KEY}.main.schedule cannot be read:`],
  [
    { shrinkGuard: { share: 25 } },
    `${KEY}.main.shrinkGuard.share is 25. Write a number from 0 to 1.`,
  ],
  [
    { shrinkGuard: { people: 1.5 } },
    `${KEY}.main.shrinkGuard.people is 1.5. Write a whole number`,
  ],
  [{ rateLimit: { callsPerHour: 0 } }, `${KEY}.main.rateLimit.callsPerHour`],
  [{ rateLimit: { share: 0 } }, `${KEY}.main.rateLimit.share is 0.`],
  [{ apiBaseUrl: 'http://x.example' }, `${KEY}.main.apiBaseUrl is 'http://x`],
  [{ baseUrl: 'x' }, `${KEY}.main.baseUrl is 'x', which is not a URL.`],
  [{ requestTimeout: { seconds: 0 } }, `${KEY}.main.requestTimeout must be`],
  [{ requestTimeOut: 5 }, `${KEY}.main.requestTimeOut is not a key of this`],
])('refuses %j', (config, problem) => {
  const message = problemsOf(config as JsonObject);
  expect(message).toContain(`  - ${problem}`);
  expect(message.split('\n')).toHaveLength(2);
  expect(message).not.toContain('s3cret');
});

it('reports all problems of all providers at once', () => {
  const two = () =>
    read({
      'not valid!': { workspace: 'x', ...consumer },
      main: { people: 'copy', shrinkGuard: { share: 2 } },
      broken: 'text',
    });
  expect(two).toThrow(/The configuration of the Bitbucket workspaces/);
  for (const part of [
    "has the name 'not valid!', which cannot be the name of a provider",
    'main.workspace is missing',
    'main has no credentials',
    'main.people is "copy"',
    'main.shrinkGuard.share is 2',
    'broken',
  ]) {
    expect(two).toThrow(part);
  }
});
