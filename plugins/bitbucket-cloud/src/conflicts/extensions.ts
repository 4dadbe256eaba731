import { createComponentExtension } from '@backstage/core-plugin-api';
import { bitbucketCloudPlugin } from '../plugin';

/**
 * A warning on the page of an entity that two files define. It shows which file the catalog uses, and what to do.
 * Without a conflict it is empty.
 *
 * @public
 */
export const EntityBitbucketConflictWarning = bitbucketCloudPlugin.provide(
  createComponentExtension({
    name: 'EntityBitbucketConflictWarning',
    component: {
      lazy: () =>
        import('./components/EntityBitbucketConflictWarning').then(
          module => module.EntityBitbucketConflictWarning,
        ),
    },
  }),
);
