export type {
  BitbucketAnswer,
  BitbucketProblem,
  BitbucketProblemKind,
} from './answer';
export type {
  BitbucketComponent,
  BitbucketFailedRepository,
  BitbucketRenamedRepository,
  BitbucketRepositoryAnswer,
  BitbucketRepositoryAnswers,
  BitbucketRepositoryComponents,
} from './collections';
export { MOST_LISTED_COMPONENTS } from './collections';
export type { BitbucketDeployment, BitbucketEnvironment } from './deployments';
export type { BitbucketStepLog } from './logs';
export type {
  BitbucketHome,
  BitbucketHomePipeline,
  BitbucketHomePullRequest,
} from './home';
export type {
  BitbucketOverview,
  BitbucketOverviewPart,
  BitbucketRepositoryFacts,
} from './overview';
export type { BitbucketPerson } from './people';
export type {
  BitbucketPipeline,
  BitbucketPipelineAction,
  BitbucketPipelinesAnswer,
  BitbucketPipelineState,
  BitbucketPipelineStep,
} from './pipelines';
export type {
  BitbucketCheck,
  BitbucketPullRequest,
  BitbucketPullRequestDetails,
  BitbucketPullRequestState,
  BitbucketReviewer,
} from './pullRequests';
export { folderOfLocation, type BitbucketFolderPullRequests } from './folders';
