// One module, so that the cards appear at the same time and share a request.
export { HomePipelines } from './HomePipelines';
export { HomePullRequests } from './HomePullRequests';
export { HomeReviews } from './HomeReviews';
