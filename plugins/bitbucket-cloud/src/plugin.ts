import { createPlugin } from '@backstage/core-plugin-api';
import { bitbucketConflictsApiFactory } from './conflicts/api/bitbucketConflictsApiFactory';
import { bitbucketIngestionApiFactory } from './ingestion/api/bitbucketIngestionApiFactory';
import { ingestionRouteRef } from './ingestion/routes';
import { bitbucketPagesApiFactory } from './pages/api/bitbucketPagesApiFactory';

/**
 * The plugin, for apps of the legacy front-end system.
 *
 * @public
 */
export const bitbucketCloudPlugin = createPlugin({
  id: 'bitbucket-cloud',
  apis: [
    bitbucketIngestionApiFactory,
    bitbucketConflictsApiFactory,
    bitbucketPagesApiFactory,
  ],
  routes: { ingestion: ingestionRouteRef },
});
