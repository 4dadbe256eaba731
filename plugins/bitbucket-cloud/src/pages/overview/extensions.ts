import { createComponentExtension } from '@backstage/core-plugin-api';
import { bitbucketCloudPlugin } from '../../plugin';

/**
 * The state of an entity's repository in a few lines, for the overview of entities with a repository: see
 * `isBitbucketRepositoryAvailable`.
 *
 * @public
 */
export const EntityBitbucketOverviewCard = bitbucketCloudPlugin.provide(
  createComponentExtension({
    name: 'EntityBitbucketOverviewCard',
    component: {
      lazy: () => import('./OverviewCard').then(module => module.OverviewCard),
    },
  }),
);
