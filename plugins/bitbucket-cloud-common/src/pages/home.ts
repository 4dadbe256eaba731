import {
  type BitbucketComponent,
  type BitbucketFailedRepository,
  type BitbucketRenamedRepository,
} from './collections';
import { type BitbucketPipeline } from './pipelines';
import { type BitbucketPullRequest } from './pullRequests';

/**
 * What of Bitbucket concerns the user, in the repositories of components that the user can read.
 *
 * @public
 */
export interface BitbucketHome {
  /** Whether the User of the catalog has a Bitbucket account. Without one, all lists are empty. */
  isLinked: boolean;
  /** Open pull requests of others that the user has not reviewed, the oldest first. Without drafts. */
  reviews: BitbucketHomePullRequest[];
  /** Open pull requests and drafts of the user, the latest update first. */
  pullRequests: BitbucketHomePullRequest[];
  /**
   * Failed pipelines that the user started in the last 14 days, or of a branch of an open pull request of the user, the
   * latest first. Only the last pipeline of a branch counts.
   */
  pipelines: BitbucketHomePipeline[];
  /** The number of repositories of components that the user can read. */
  repositories: number;
  /** The repositories without an answer, by name. */
  failed: BitbucketFailedRepository[];
  /** The repositories with another name than their components state, by that name. */
  renamed: BitbucketRenamedRepository[];
  /** The number of repositories that the portal reads in the next requests. */
  unread: number;
  /** The number of further repositories, which the portal does not read. */
  leftOut: number;
}

/**
 * A pull request with the components of its repository.
 *
 * @public
 */
export interface BitbucketHomePullRequest extends BitbucketPullRequest {
  /** Those that the user can read. */
  components: BitbucketComponent[];
}

/**
 * A pipeline with the components of its repository.
 *
 * @public
 */
export interface BitbucketHomePipeline extends BitbucketPipeline {
  /** Those that the user can read. */
  components: BitbucketComponent[];
}
