/**
 * A client for Bitbucket Cloud's OAuth service and REST API, for Backstage backends.
 *
 * @packageDocumentation
 */
export {
  BITBUCKET_ACCOUNT_ID_ANNOTATION,
  BITBUCKET_REPO_SLUG_ANNOTATION,
  BITBUCKET_PROJECT_KEY_ANNOTATION,
  BITBUCKET_REPO_UUID_ANNOTATION,
  BITBUCKET_USER_ID_ANNOTATION,
  BITBUCKET_USERNAME_ANNOTATION,
} from './annotations';
export { BitbucketCloudClient } from './BitbucketCloudClient';
export type {
  BitbucketCloudCallOptions,
  BitbucketCloudClientOptions,
} from './BitbucketCloudClient';
export { BitbucketCloudError } from './BitbucketCloudError';
export {
  ConfigProblemError,
  ConfigProblemsError,
  findConfigProblems,
  formatConfigProblem,
  type ConfigProblem,
} from './ConfigProblem';
export type {
  BitbucketCloudErrorCode,
  BitbucketCloudErrorOptions,
} from './BitbucketCloudError';
export {
  apiTokenCredentials,
  bearerCredentials,
  clientCredentials,
} from './BitbucketCredentials';
export type { BitbucketCredentials } from './BitbucketCredentials';
export { BitbucketOAuthClient } from './BitbucketOAuthClient';
export type {
  BitbucketOAuthClientOptions,
  BitbucketTokenSet,
} from './BitbucketOAuthClient';
export {
  BITBUCKET_CLOUD_API_BASE_URL,
  BITBUCKET_CLOUD_BASE_URL,
  parseBaseUrl,
} from './baseUrl';
export type {
  BitbucketAccount,
  BitbucketEmail,
  BitbucketWorkspaceAccess,
} from './schemas';
export {
  BITBUCKET_EMAILS_PER_CALL,
  BitbucketWorkspaceClient,
} from './BitbucketWorkspaceClient';
export type {
  BitbucketCallOptions,
  BitbucketPace,
  BitbucketUnreadableValue,
  BitbucketWorkspaceClientOptions,
} from './workspaceClientOptions';
export type {
  BitbucketMember,
  BitbucketMemberByEmail,
  BitbucketProject,
  BitbucketProjectPermission,
  BitbucketWorkspace,
} from './workspaceSchemas';
export {
  BitbucketPublishingClient,
  type BitbucketRepositorySettings,
} from './BitbucketPublishingClient';
export { BitbucketRepositoryNamesClient } from './BitbucketRepositoryNamesClient';
export { BitbucketRepositoriesClient } from './BitbucketRepositoriesClient';
export type { BitbucketRepository } from './repositorySchemas';
export {
  BitbucketDeploymentsClient,
  type BitbucketEnvironmentOptions,
} from './BitbucketDeploymentsClient';
export type { BitbucketEnvironmentName } from './deploymentSchemas';
export { BitbucketPipelinesClient } from './BitbucketPipelinesClient';
export {
  BitbucketRepositoryRulesClient,
  type BitbucketBranchRestriction,
} from './BitbucketRepositoryRulesClient';
export { BitbucketRepositoryFactsClient } from './BitbucketRepositoryFactsClient';
export { type BitbucketMainBranch } from './mainBranch';
export type { RepositoryClientOptions } from './RepositoryUrls';
export {
  BitbucketWebhooksClient,
  type BitbucketWebhook,
  type BitbucketWebhookSettings,
} from './BitbucketWebhooksClient';
export {
  BitbucketPullRequestsClient,
  type BitbucketPullRequestList,
} from './BitbucketPullRequestsClient';
export { BitbucketPullRequestFilesClient } from './BitbucketPullRequestFilesClient';
export type {
  BitbucketCreatedPullRequest,
  BitbucketDefaultReviewer,
  BitbucketNewPullRequest,
} from './createdPullRequests';
export { readPullRequestEvent } from './pullRequestEvents';
export { readRequestTimeout } from './readRequestTimeout';
export { normalizeBitbucketUuid } from './uuid';
export {
  ConfigProblems,
  readBoolean,
  readChoice,
  readNumber,
  readText,
  readTexts,
} from './config/ConfigProblems';
export {
  ALLOWED_WORKSPACES_KEY,
  readAllowedWorkspaces,
} from './allowedWorkspaces';
export { chooseProvider } from './config/chooseProvider';
export {
  budgetKeyOf,
  createCredentials,
  readCredentials,
  type CredentialsConfig,
} from './config/credentialsConfig';
export {
  readIngestionConfigs,
  type IngestionConfig,
  type IngestionKeys,
} from './config/readIngestionConfigs';
export {
  readWorkspaceConfigs,
  type WorkspaceConfig,
  type WorkspaceKeys,
} from './config/readWorkspaceConfigs';
export {
  isValidEntityName,
  isValidNamespace,
  LONGEST_ENTITY_NAME,
} from './config/validNames';
export {
  addIngestionRoute,
  type IngestionRouteOptions,
} from './ingestion/addIngestionRoute';
export {
  applyPlan,
  PartlyDoneError,
  type ApplyPlanTarget,
} from './ingestion/applyPlan';
export { EntityRecords, type EntityRecord } from './ingestion/EntityRecords';
export { describeFailure, explainFailure } from './ingestion/explainFailure';
export { inChunks } from './ingestion/inChunks';
export {
  IngestionMetrics,
  type IngestionChanges,
} from './ingestion/IngestionMetrics';
export {
  IngestionRuns,
  type IngestionRunsOptions,
  type StartedRun,
  type StoredRuns,
} from './ingestion/IngestionRuns';
export { observeBudget } from './ingestion/observeBudget';
export { openBudgetDatabase } from './ingestion/openBudgetDatabase';
export { planChanges, type ChangePlan } from './ingestion/planChanges';
export {
  BudgetUsedUpError,
  countCalls,
  RateBudget,
  type BudgetClock,
  type RateBudgetOptions,
} from './ingestion/RateBudget';
export type { IngestionStateSource } from './ingestion/readIngestionState';
export { RunProblems } from './ingestion/RunProblems';
export {
  isHeldBack,
  type Shrinkage,
  type ShrinkGuard,
} from './ingestion/shrinkGuard';
export {
  RequestUser,
  UserCalls,
  UserCallsUsedUpError,
} from './ingestion/UserCalls';
export type { WantedEntity } from './ingestion/WantedEntity';
export {
  onBitbucketRequest,
  type BitbucketRequestEvent,
} from './requestEvents';
