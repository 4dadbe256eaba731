import {
  createComponentExtension,
  createRoutableExtension,
} from '@backstage/core-plugin-api';
import { bitbucketCloudPlugin } from '../plugin';
import { ingestionRouteRef } from './routes';

/**
 * A page for administrators with the state of the ingestion: runs, problems and calls to Bitbucket. It requires the
 * permission `bitbucket.ingestion.read`.
 *
 * @public
 */
export const BitbucketIngestionPage = bitbucketCloudPlugin.provide(
  createRoutableExtension({
    name: 'BitbucketIngestionPage',
    component: () =>
      import('./components/BitbucketIngestionPage').then(
        module => module.BitbucketIngestionPage,
      ),
    mountPoint: ingestionRouteRef,
  }),
);

/**
 * An item of the sidebar that opens the {@link BitbucketIngestionPage}. Users without the permission
 * `bitbucket.ingestion.read` do not see it.
 *
 * @public
 */
export const BitbucketIngestionSidebarItem = bitbucketCloudPlugin.provide(
  createComponentExtension({
    name: 'BitbucketIngestionSidebarItem',
    component: {
      lazy: () =>
        import('./components/BitbucketIngestionSidebarItem').then(
          module => module.BitbucketIngestionSidebarItem,
        ),
    },
  }),
);
