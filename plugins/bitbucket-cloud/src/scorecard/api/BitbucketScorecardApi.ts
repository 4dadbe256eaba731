import { type BitbucketScorecards } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { createApiRef } from '@backstage/core-plugin-api';

/**
 * Reads the scorecards of components. Every method throws a `BitbucketRequestError`.
 *
 * @public
 */
export interface BitbucketScorecardApi {
  /** Returns the scorecards of all components that the user can read. */
  getScorecards(): Promise<BitbucketScorecards>;
  /**
   * Returns the scorecard of a component, or none before the first pass.
   *
   * @param entityRef - the full reference
   */
  getScorecard(entityRef: string): Promise<BitbucketScorecards>;
}

/**
 * The API for the scorecard.
 *
 * @public
 */
export const bitbucketScorecardApiRef = createApiRef<BitbucketScorecardApi>({
  id: 'plugin.bitbucket-cloud.scorecard',
});
