import { createCardExtension } from '@backstage/plugin-home-react';
import { bitbucketCloudPlugin } from '../../plugin';
import { homeCards } from './homeCards';

/**
 * The open pull requests that the user has to review, for the home page.
 *
 * @public
 */
export const HomeBitbucketReviewsCard = bitbucketCloudPlugin.provide(
  createCardExtension<{}>({
    name: 'HomeBitbucketReviewsCard',
    ...homeCards.reviews,
  }),
);

/**
 * The open pull requests of the user, for the home page.
 *
 * @public
 */
export const HomeBitbucketPullRequestsCard = bitbucketCloudPlugin.provide(
  createCardExtension<{}>({
    name: 'HomeBitbucketPullRequestsCard',
    ...homeCards.pullRequests,
  }),
);

/**
 * The failed pipelines of the user, for the home page.
 *
 * @public
 */
export const HomeBitbucketPipelinesCard = bitbucketCloudPlugin.provide(
  createCardExtension<{}>({
    name: 'HomeBitbucketPipelinesCard',
    ...homeCards.pipelines,
  }),
);
