import { createComponentExtension } from '@backstage/core-plugin-api';
import { bitbucketCloudPlugin } from '../plugin';

/**
 * The pull requests of an entity's repository, for a tab of entity pages:
 * `<EntityLayout.Route if={isBitbucketRepositoryAvailable} path="/pull-requests" title="Pull requests">`.
 *
 * @public
 */
export const EntityBitbucketPullRequestsContent = bitbucketCloudPlugin.provide(
  createComponentExtension({
    name: 'EntityBitbucketPullRequestsContent',
    component: {
      lazy: () =>
        import('./pullRequests/PullRequestsContent').then(
          module => module.PullRequestsContent,
        ),
    },
  }),
);

/**
 * The pipelines of an entity's repository, for a tab of entity pages.
 *
 * @public
 */
export const EntityBitbucketPipelinesContent = bitbucketCloudPlugin.provide(
  createComponentExtension({
    name: 'EntityBitbucketPipelinesContent',
    component: {
      lazy: () =>
        import('./pipelines/PipelinesContent').then(
          module => module.PipelinesContent,
        ),
    },
  }),
);

/**
 * The environments of an entity's repository and what runs there, for a tab of entity pages.
 *
 * @public
 */
export const EntityBitbucketDeploymentsContent = bitbucketCloudPlugin.provide(
  createComponentExtension({
    name: 'EntityBitbucketDeploymentsContent',
    component: {
      lazy: () =>
        import('./deployments/DeploymentsContent').then(
          module => module.DeploymentsContent,
        ),
    },
  }),
);
