import { createComponentExtension } from '@backstage/core-plugin-api';
import { bitbucketCloudPlugin } from '../../plugin';

/**
 * The pull requests of all components of a group, for a tab of the pages of groups:
 * `<EntityLayout.Route path="/pull-requests" title="Pull requests">`.
 *
 * @public
 */
export const EntityBitbucketGroupPullRequestsContent =
  bitbucketCloudPlugin.provide(
    createComponentExtension({
      name: 'EntityBitbucketGroupPullRequestsContent',
      component: {
        lazy: () =>
          import('./GroupPullRequestsContent').then(
            module => module.GroupPullRequestsContent,
          ),
      },
    }),
  );

/**
 * The latest pipelines of all components of a group, for a tab of the pages of groups.
 *
 * @public
 */
export const EntityBitbucketGroupPipelinesContent =
  bitbucketCloudPlugin.provide(
    createComponentExtension({
      name: 'EntityBitbucketGroupPipelinesContent',
      component: {
        lazy: () =>
          import('./GroupPipelinesContent').then(
            module => module.GroupPipelinesContent,
          ),
      },
    }),
  );

/**
 * What runs where, of all components of a group, for a tab of the pages of groups.
 *
 * @public
 */
export const EntityBitbucketGroupDeploymentsContent =
  bitbucketCloudPlugin.provide(
    createComponentExtension({
      name: 'EntityBitbucketGroupDeploymentsContent',
      component: {
        lazy: () =>
          import('./GroupDeploymentsContent').then(
            module => module.GroupDeploymentsContent,
          ),
      },
    }),
  );
