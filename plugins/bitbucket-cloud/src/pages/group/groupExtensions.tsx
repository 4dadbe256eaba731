import { EntityContentBlueprint } from '@backstage/plugin-catalog-react/alpha';

const filter = { kind: 'group' };

const pullRequests = EntityContentBlueprint.make({
  name: 'group-pull-requests',
  params: {
    path: '/pull-requests',
    title: 'Pull requests',
    group: 'development',
    filter,
    loader: async () => {
      const { GroupPullRequestsContent } = await import(
        './GroupPullRequestsContent'
      );
      return <GroupPullRequestsContent />;
    },
  },
});

const pipelines = EntityContentBlueprint.make({
  name: 'group-pipelines',
  params: {
    path: '/pipelines',
    title: 'Pipelines',
    group: 'deployment',
    filter,
    loader: async () => {
      const { GroupPipelinesContent } = await import('./GroupPipelinesContent');
      return <GroupPipelinesContent />;
    },
  },
});

const deployments = EntityContentBlueprint.make({
  name: 'group-deployments',
  params: {
    path: '/deployments',
    title: 'Deployments',
    group: 'deployment',
    filter,
    loader: async () => {
      const { GroupDeploymentsContent } = await import(
        './GroupDeploymentsContent'
      );
      return <GroupDeploymentsContent />;
    },
  },
});

/** The tabs of groups in the new front-end system. */
export const groupExtensions = [pullRequests, pipelines, deployments];
