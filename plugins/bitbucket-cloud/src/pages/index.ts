export {
  BitbucketPagesError,
  bitbucketPagesApiRef,
  type BitbucketListedState,
  type BitbucketPagesApi,
} from './api';
export {
  EntityBitbucketDeploymentsContent,
  EntityBitbucketPipelinesContent,
  EntityBitbucketPullRequestsContent,
} from './extensions';
export { isBitbucketRepositoryAvailable } from './shared/isBitbucketRepositoryAvailable';
