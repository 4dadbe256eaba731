/**
 * A strict stub for Bitbucket Cloud, for local development and tests.
 *
 * @packageDocumentation
 */

export { createBitbucketCloudStub } from './createBitbucketCloudStub';
export type {
  BitbucketCloudStub,
  BitbucketCloudStubOptions,
} from './BitbucketCloudStub';
export { runCli } from './cli';
export type { Switches } from './switches/Switches';
export type { StubSnapshot } from './Snapshots';
export type { Fault, FaultRule, StubFaults } from './faults/FaultRule';
export { generateSeed } from './generate/generateSeed';
export type { GenerateOptions } from './generate/generateSeed';
export type { Transfer } from './changes/transfer';
export type { Push, PushResult } from './push/pushFiles';
export type { StubDeliveries, WebhookDelivery } from './hooks/Deliveries';
export type {
  JournalEntry,
  JournalFilter,
  JournalMatch,
  JournalMessage,
  StubJournal,
} from './journal/JournalEntry';
export type { Dialect } from './grants/dialects';
export type {
  SeedActivity,
  SeedBranchRestriction,
  SeedComment,
  SeedPipelineDefinition,
  SeedPullRequest,
  SeedRepositoryActivity,
  SeedStep,
  SeedTask,
  SeedTests,
  TimeSpan,
} from './model/activity';
export type {
  NewDeployment,
  PipelineResult,
  PipelineRun,
} from './development/pipelines';
export type {
  NewPullRequest,
  PullRequestMove,
} from './development/pullRequests';
export type { LiveEvent } from './live/LiveCompany';
export { Clock } from './model/Clock';
export type {
  EmailAddress,
  AccessToken,
  OAuthClient,
  Person,
  Project,
  ProjectPermission,
  Repository,
  Seed,
  Webhook,
  Workspace,
  WorkspacePermission,
} from './model/types';
