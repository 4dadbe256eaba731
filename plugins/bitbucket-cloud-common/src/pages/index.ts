export type {
  BitbucketAnswer,
  BitbucketProblem,
  BitbucketProblemKind,
} from './answer';
export type { BitbucketDeployment, BitbucketEnvironment } from './deployments';
export type { BitbucketPerson } from './people';
export type {
  BitbucketLogTail,
  BitbucketPipeline,
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
