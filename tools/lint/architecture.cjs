/**
 * The packages that each package can import, and the layers within packages, from the lowest to the
 * highest. A layer can import itself and lower layers. ESLint and `yarn architecture:check` use these tables.
 */

/** Packages that all tests can import. */
const forTests = ['packages/bitbucket-cloud-stub', 'packages/test-kit'];

const provider = 'plugins/auth-backend-module-bitbucket-provider';
const workspace = 'plugins/catalog-backend-module-bitbucket-workspace';
const repositories = 'plugins/catalog-backend-module-bitbucket-repositories';
const webhooks = 'plugins/events-backend-module-bitbucket-webhooks';
const search = 'plugins/search-backend-module-bitbucket-cloud';
const policy = 'plugins/permission-backend-module-ownership-policy';
const client = 'plugins/bitbucket-cloud-node';
const authCommon = 'plugins/bitbucket-auth-common';
const cloudBackend = 'plugins/bitbucket-cloud-backend';
const cloudCommon = 'plugins/bitbucket-cloud-common';
const portal = [
  'packages/portal-doctor',
  'packages/portal-http',
  'packages/portal-limits',
  'packages/portal-telemetry',
];

/** By package: the other packages of this repository that it may import. */
const imports = {
  'packages/app': [
    'plugins/bitbucket-auth',
    authCommon,
    'plugins/bitbucket-cloud',
    cloudCommon,
  ],
  'packages/backend': [
    ...portal,
    provider,
    workspace,
    repositories,
    webhooks,
    policy,
    cloudBackend,
    search,
  ],
  'packages/bitbucket-cloud-stub': ['packages/test-kit'],
  'packages/portal-doctor': [
    'packages/portal-http',
    'packages/portal-limits',
    provider,
    workspace,
    repositories,
    webhooks,
    cloudBackend,
    client,
    ...forTests,
  ],
  'packages/portal-http': [client, ...forTests],
  // The limits of catalog files know the names that the policy reserves.
  'packages/portal-limits': [client, policy, ...forTests],
  'packages/portal-telemetry': [client, ...forTests],
  'packages/test-kit': [],
  [provider]: [client, authCommon, ...forTests],
  [workspace]: [client, ...forTests],
  [repositories]: [client, cloudCommon, ...forTests],
  [webhooks]: [client, ...forTests],
  [policy]: [client, authCommon, ...forTests],
  [client]: [cloudCommon, ...forTests],
  'plugins/bitbucket-auth': [authCommon, ...forTests],
  [authCommon]: [],
  'plugins/bitbucket-cloud': [cloudCommon, ...forTests],
  [cloudBackend]: [client, cloudCommon, ...forTests],
  [cloudCommon]: [],
  [search]: [cloudCommon],
  e2e: forTests,
  tools: [
    'packages/portal-doctor',
    // The commands `backup`, `restore`, `sessions`, `webhooks:setup`, `workspace:preview`, `repositories:preview` and `repositories:onboard`
    provider,
    workspace,
    repositories,
    webhooks,
    client,
    authCommon,
    ...forTests,
  ],
  bench: [
    'e2e',
    'tools',
    provider,
    workspace,
    repositories,
    policy,
    cloudBackend,
    client,
    ...forTests,
  ],
};

/** By package: its layers, each with the folders and files of `src` in it. */
const layers = {
  'packages/bitbucket-cloud-stub': [
    ['model', 'switches'],
    ['generate', 'git', 'grants', 'http', 'seed'],
    ['activity', 'journal', 'pages', 'store'],
    ['bodies', 'faults', 'hooks'],
    ['context.ts'],
    ['events'],
    ['Snapshots.ts', 'changes', 'development', 'home', 'live', 'oauth', 'push'],
    ['rest'],
    ['middleware', 'web'],
    ['BitbucketCloudStub.ts'],
    ['control'],
    ['app.ts'],
    ['createBitbucketCloudStub.ts', 'cli.ts', 'index.ts'],
  ],
  'packages/portal-doctor': [
    ['findings'],
    ['settings'],
    ['checks'],
    ['connect'],
    ['schema'],
    ['runDoctor.ts'],
    ['start', 'index.ts'],
  ],
  'packages/portal-http': [
    ['describeError.ts', 'gate'],
    ['cache'],
    ['router'],
    ['signals', 'index.ts'],
  ],
  'packages/portal-limits': [
    ['workQueue.ts', 'limits', 'locationKey', 'publishing', 'values'],
    ['catalogFile', 'fileReaders', 'search'],
    ['requests'],
    ['catalogQueries', 'reading'],
    ['requestLimitModules.ts', 'limitFeatures.ts', 'index.ts'],
  ],
  'packages/portal-telemetry': [
    ['audit', 'measures', 'sdk'],
    ['sdk.ts', 'index.ts'],
  ],
  [provider]: [
    ['model'],
    ['account', 'audit', 'database'],
    ['budget', 'policy', 'resolvers'],
    ['config'],
    ['oauth'],
    ['sessions'],
    ['handlers'],
    ['createBitbucketProviderFactory.ts', 'module.ts', 'index.ts'],
  ],
  [workspace]: [
    ['model'],
    ['catalog', 'config', 'store'],
    ['context'],
    ['read'],
    ['entities'],
    ['link', 'plan'],
    ['run'],
    ['preview'],
    [
      'BitbucketWorkspaceEntityProvider.ts',
      'addBitbucketWorkspaces.ts',
      'transformExtensionPoint.ts',
      'module.ts',
      'index.ts',
    ],
  ],
  [repositories]: [
    ['model'],
    ['config', 'store'],
    ['catalog', 'entities', 'read', 'reader'],
    ['run'],
    ['conflicts', 'events', 'preview'],
    ['onboarding'],
    [
      'BitbucketRepositoriesEntityProvider.ts',
      'ReplacedProvider.ts',
      'transformExtensionPoint.ts',
      'module.ts',
      'index.ts',
    ],
  ],
  [webhooks]: [
    ['model'],
    ['audit', 'config', 'delivery', 'store'],
    ['http'],
    [
      'eventsModuleBitbucketWebhooks.ts',
      'bitbucketWebhooksFeatures.ts',
      'index.ts',
    ],
  ],
  'plugins/bitbucket-auth': [
    ['signIn', 'sessions/api'],
    ['plugin.ts'],
    ['sessions/components'],
    ['sessions/*.{ts,tsx}', 'alpha.ts', 'alpha.tsx', 'index.ts'],
  ],
};

/** The packages whose code names Bitbucket's hosts. */
const namesBitbucket = [client, cloudCommon, 'packages/bitbucket-cloud-stub'];

module.exports = { imports, layers, namesBitbucket };
