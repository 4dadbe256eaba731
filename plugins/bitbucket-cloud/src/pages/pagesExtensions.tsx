import { ApiBlueprint, configApiRef } from '@backstage/frontend-plugin-api';
import { EntityContentBlueprint } from '@backstage/plugin-catalog-react/alpha';
import { bitbucketPagesApiFactory } from './api/bitbucketPagesApiFactory';
import { groupExtensions } from './group/groupExtensions';
import { homeExtensions } from './home/homeExtensions';
import { missingExtensions } from './missing/missingExtensions';
import { overviewExtensions } from './overview/overviewExtensions';
import { settingsExtensions } from './settings/settingsExtensions';
import { createBitbucketRepositoryFilter } from './shared/isBitbucketRepositoryAvailable';

const pagesApi = ApiBlueprint.make({
  name: 'pages',
  params: defineParams => defineParams(bitbucketPagesApiFactory),
});

const pullRequests = EntityContentBlueprint.makeWithOverrides({
  name: 'pull-requests',
  factory: (originalFactory, { apis }) =>
    originalFactory({
      filter: createBitbucketRepositoryFilter(apis.get(configApiRef)!),
      path: '/pull-requests',
      title: 'Pull requests',
      group: 'development',
      loader: async () => {
        const { PullRequestsContent } = await import(
          './pullRequests/PullRequestsContent'
        );
        return <PullRequestsContent />;
      },
    }),
});

const pipelines = EntityContentBlueprint.makeWithOverrides({
  name: 'pipelines',
  factory: (originalFactory, { apis }) =>
    originalFactory({
      filter: createBitbucketRepositoryFilter(apis.get(configApiRef)!),
      path: '/pipelines',
      title: 'Pipelines',
      group: 'deployment',
      loader: async () => {
        const { PipelinesContent } = await import(
          './pipelines/PipelinesContent'
        );
        return <PipelinesContent />;
      },
    }),
});

const deployments = EntityContentBlueprint.makeWithOverrides({
  name: 'deployments',
  factory: (originalFactory, { apis }) =>
    originalFactory({
      filter: createBitbucketRepositoryFilter(apis.get(configApiRef)!),
      path: '/deployments',
      title: 'Deployments',
      group: 'deployment',
      loader: async () => {
        const { DeploymentsContent } = await import(
          './deployments/DeploymentsContent'
        );
        return <DeploymentsContent />;
      },
    }),
});

/** The extensions of the new front-end system. */
export const pagesExtensions = [
  pagesApi,
  pullRequests,
  pipelines,
  deployments,
  ...groupExtensions,
  ...homeExtensions,
  ...missingExtensions,
  ...overviewExtensions,
  ...settingsExtensions,
];
