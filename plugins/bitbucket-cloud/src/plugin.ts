import { createPlugin } from '@backstage/core-plugin-api';
import { bitbucketConflictsApiFactory } from './conflicts/api/bitbucketConflictsApiFactory';
import { bitbucketIngestionApiFactory } from './ingestion/api/bitbucketIngestionApiFactory';
import { ingestionRouteRef } from './ingestion/routes';
import { bitbucketPagesApiFactory } from './pages/api/bitbucketPagesApiFactory';
import { bitbucketScorecardApiFactory } from './scorecard/api/bitbucketScorecardApiFactory';
import { scorecardRouteRef } from './scorecard/routes';

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
    bitbucketScorecardApiFactory,
  ],
  routes: { ingestion: ingestionRouteRef, scorecard: scorecardRouteRef },
});
