/**
 * Types and permissions of the Bitbucket Cloud pages.
 *
 * @packageDocumentation
 */
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
export { visibleText } from './visibleText';
