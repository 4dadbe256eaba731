import {
  createApiFactory,
  discoveryApiRef,
  fetchApiRef,
} from '@backstage/core-plugin-api';
import { bitbucketScorecardApiRef } from './BitbucketScorecardApi';
import { BitbucketScorecardClient } from './BitbucketScorecardClient';

/** Creates the API for the scorecard, for both front-end systems. */
export const bitbucketScorecardApiFactory = createApiFactory({
  api: bitbucketScorecardApiRef,
  deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
  factory: apis => new BitbucketScorecardClient(apis),
});
