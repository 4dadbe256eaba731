import {
  type BitbucketAnswer,
  type BitbucketFolderPullRequests,
  type BitbucketEnvironment,
  type BitbucketHome,
  type BitbucketOverview,
  type BitbucketPipeline,
  type BitbucketPipelineAction,
  type BitbucketPipelinesAnswer,
  type BitbucketPipelineStep,
  type BitbucketPullRequest,
  type BitbucketPullRequestDetails,
  type BitbucketStepLog,
  type BitbucketRepositoryAnswers,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { createApiRef } from '@backstage/core-plugin-api';

/**
 * The states by which the list of pull requests can be filtered. Drafts are open.
 *
 * @public
 */
export type BitbucketListedState = 'open' | 'merged' | 'declined';

/**
 * Reads what the portal knows about the repository of an entity.
 *
 * Every method takes the full reference of the entity, and throws a `BitbucketPagesError` if there is no answer.
 *
 * @public
 */
export interface BitbucketPagesApi {
  /** Returns pull requests, the latest update first. `hasMore`: Bitbucket has more of them. */
  getPullRequests(
    entityRef: string,
    state: BitbucketListedState,
  ): Promise<
    BitbucketAnswer<{ pullRequests: BitbucketPullRequest[]; hasMore: boolean }>
  >;
  /**
   * Returns the build statuses and the conflicts of a pull request.
   *
   * @param id - the number of the pull request
   */
  getPullRequestDetails(
    entityRef: string,
    id: number,
  ): Promise<BitbucketAnswer<BitbucketPullRequestDetails>>;
  /** Returns which open pull requests change the folder of the entity. Ask again while `unread` is not 0. */
  getFolderPullRequests(
    entityRef: string,
  ): Promise<BitbucketAnswer<BitbucketFolderPullRequests>>;
  /** Returns the 50 latest pipelines. */
  getPipelines(entityRef: string): Promise<BitbucketPipelinesAnswer>;
  /**
   * Runs a pipeline again, or stops it.
   *
   * @param request - `uuid` of the pipeline, with braces; `token`: the user's access token of Bitbucket with the scope
   * `pipeline:write`
   * @returns the number of the new pipeline, if there is one
   */
  actOnPipeline(
    entityRef: string,
    request: { action: BitbucketPipelineAction; uuid: string; token: string },
  ): Promise<{ number?: number }>;
  /**
   * Returns the steps of a pipeline.
   *
   * @param uuid - of the pipeline, with braces
   */
  getSteps(
    entityRef: string,
    uuid: string,
  ): Promise<BitbucketAnswer<BitbucketPipelineStep[]>>;
  /**
   * Returns the end of the log of a step.
   *
   * @param step - the uuids of the pipeline and of the step, with braces
   */
  getLog(
    entityRef: string,
    step: { pipeline: string; step: string },
  ): Promise<BitbucketAnswer<BitbucketStepLog>>;
  /** Returns the state of the repository in a few lines. */
  getOverview(entityRef: string): Promise<BitbucketAnswer<BitbucketOverview>>;
  /** Returns the pull requests of all components of a group, and of the groups below it. */
  getGroupPullRequests(
    groupRef: string,
    state: BitbucketListedState,
  ): Promise<
    BitbucketAnswer<
      BitbucketRepositoryAnswers<{
        pullRequests: BitbucketPullRequest[];
        hasMore: boolean;
      }>
    >
  >;
  /** Returns the 10 latest pipelines of each repository of a group. */
  getGroupPipelines(
    groupRef: string,
  ): Promise<BitbucketAnswer<BitbucketRepositoryAnswers<BitbucketPipeline[]>>>;
  /** Returns the environments of the repositories of a group, each with its latest deployment. */
  getGroupEnvironments(
    groupRef: string,
  ): Promise<
    BitbucketAnswer<BitbucketRepositoryAnswers<BitbucketEnvironment[]>>
  >;
  /** Returns what concerns the user. Calls at the same time share a request. */
  getHome(): Promise<BitbucketAnswer<BitbucketHome>>;
  /** Returns the environments with their deployments. */
  getEnvironments(
    entityRef: string,
  ): Promise<BitbucketAnswer<BitbucketEnvironment[]>>;
}

/**
 * The API for Bitbucket pages.
 *
 * @public
 */
export const bitbucketPagesApiRef = createApiRef<BitbucketPagesApi>({
  id: 'plugin.bitbucket-cloud.pages',
});
