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
  EntityBitbucketGroupDeploymentsContent,
  EntityBitbucketGroupPipelinesContent,
  EntityBitbucketGroupPullRequestsContent,
} from './group/extensions';
export {
  HomeBitbucketPipelinesCard,
  HomeBitbucketPullRequestsCard,
  HomeBitbucketReviewsCard,
} from './home/extensions';
export { EntityBitbucketMissingRepositoryCard } from './missing/extensions';
export { EntityBitbucketOverviewCard } from './overview/extensions';
export { BitbucketSettingsCard } from './settings/extensions';
export {
  createBitbucketRepositoryFilter,
  isBitbucketRepositoryAvailable,
} from './shared/isBitbucketRepositoryAvailable';
export { useBitbucketRepositoryFilter } from './shared/useBitbucketRepositoryFilter';
