import { createComponentExtension } from '@backstage/core-plugin-api';
import { bitbucketCloudPlugin } from '../../plugin';

/**
 * How to add a repository, for the owners of an entity without one. It is empty for other entities and users.
 *
 * @public
 */
export const EntityBitbucketMissingRepositoryCard =
  bitbucketCloudPlugin.provide(
    createComponentExtension({
      name: 'EntityBitbucketMissingRepositoryCard',
      component: {
        lazy: () =>
          import('./MissingRepositoryCard').then(
            module => module.MissingRepositoryCard,
          ),
      },
    }),
  );
