import { HomePageWidgetBlueprint } from '@backstage/plugin-home-react/alpha';
import { homeCards } from './homeCards';

const reviews = HomePageWidgetBlueprint.make({
  name: 'reviews',
  params: { name: 'HomeBitbucketReviewsCard', ...homeCards.reviews },
});

const pullRequests = HomePageWidgetBlueprint.make({
  name: 'pull-requests',
  params: { name: 'HomeBitbucketPullRequestsCard', ...homeCards.pullRequests },
});

const pipelines = HomePageWidgetBlueprint.make({
  name: 'pipelines',
  params: { name: 'HomeBitbucketPipelinesCard', ...homeCards.pipelines },
});

/** The cards of the home page in the new front-end system. */
export const homeExtensions = [reviews, pullRequests, pipelines];
