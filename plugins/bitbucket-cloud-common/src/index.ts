/**
 * Types and permissions of the Bitbucket Cloud pages.
 *
 * @packageDocumentation
 */
export { BITBUCKET_REPO_SLUG_ANNOTATION } from './annotations';
export { BITBUCKET_CLOUD_BASE_URL } from './baseUrl';
export { bitbucketIngestionReadPermission } from './permissions';
export type { BitbucketBudgetState } from './budget';
export type {
  BitbucketImportCandidate,
  BitbucketImportPullRequest,
  BitbucketImportPullRequestRequest,
  BitbucketRepositoryAnalysis,
  BitbucketOwnerProposal,
} from './catalogImport';
export type {
  BitbucketEntityConflict,
  BitbucketEntityConflictsResponse,
} from './conflicts';
export type {
  BitbucketIngestionProblem,
  BitbucketIngestionResponse,
  BitbucketIngestionRun,
  BitbucketIngestionState,
} from './ingestion';
export * from './pages';
export { readableLog } from './readableLog';
export * from './scorecard';
export * from './search';
export { visibleText } from './visibleText';
