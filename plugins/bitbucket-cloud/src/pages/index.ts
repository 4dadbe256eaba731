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
export {
  createBitbucketRepositoryFilter,
  isBitbucketRepositoryAvailable,
} from './shared/isBitbucketRepositoryAvailable';
export { useBitbucketRepositoryFilter } from './shared/useBitbucketRepositoryFilter';
