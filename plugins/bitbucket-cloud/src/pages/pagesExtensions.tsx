import { ApiBlueprint } from '@backstage/frontend-plugin-api';
import { EntityContentBlueprint } from '@backstage/plugin-catalog-react/alpha';
import { bitbucketPagesApiFactory } from './api/bitbucketPagesApiFactory';
import { groupExtensions } from './group/groupExtensions';
import { homeExtensions } from './home/homeExtensions';
import { overviewExtensions } from './overview/overviewExtensions';
import { isBitbucketRepositoryAvailable } from './shared/isBitbucketRepositoryAvailable';

const pagesApi = ApiBlueprint.make({
  name: 'pages',
  params: defineParams => defineParams(bitbucketPagesApiFactory),
});

const pullRequests = EntityContentBlueprint.make({
  name: 'pull-requests',
  params: {
    path: '/pull-requests',
    title: 'Pull requests',
    group: 'development',
    filter: isBitbucketRepositoryAvailable,
    loader: async () => {
      const { PullRequestsContent } = await import(
        './pullRequests/PullRequestsContent'
      );
      return <PullRequestsContent />;
    },
  },
});

const pipelines = EntityContentBlueprint.make({
  name: 'pipelines',
  params: {
    path: '/pipelines',
    title: 'Pipelines',
    group: 'deployment',
    filter: isBitbucketRepositoryAvailable,
    loader: async () => {
      const { PipelinesContent } = await import('./pipelines/PipelinesContent');
      return <PipelinesContent />;
    },
  },
});

const deployments = EntityContentBlueprint.make({
  name: 'deployments',
  params: {
    path: '/deployments',
    title: 'Deployments',
    group: 'deployment',
    filter: isBitbucketRepositoryAvailable,
    loader: async () => {
      const { DeploymentsContent } = await import(
        './deployments/DeploymentsContent'
      );
      return <DeploymentsContent />;
    },
  },
});

/** The extensions of the new front-end system. */
export const pagesExtensions = [
  pagesApi,
  pullRequests,
  pipelines,
  deployments,
  ...groupExtensions,
  ...homeExtensions,
  ...overviewExtensions,
];
