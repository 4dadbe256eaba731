/**
 * Why an answer is older than it should be, or missing.
 *
 * - `unreachable`: Bitbucket did not respond, or failed.
 * - `limited`: the calls of the hour are used up.
 * - `rejected`: Bitbucket rejected the credentials of the portal, or they lack a scope.
 * - `gone`: Bitbucket has no such repository, or the portal has no access to it.
 *
 * @public
 */
export type BitbucketProblemKind =
  | 'unreachable'
  | 'limited'
  | 'rejected'
  | 'gone';

/**
 * Why an answer is older than it should be, or missing.
 *
 * @public
 */
export interface BitbucketProblem {
  /** What the page can say about it. */
  kind: BitbucketProblemKind;
  /** What happened, in one sentence for the user. It contains no secret. */
  message: string;
  /** ISO 8601: when the portal asks Bitbucket again. */
  retryAt?: string;
}

/**
 * Data that the portal read from Bitbucket.
 *
 * @public
 */
export interface BitbucketAnswer<T> {
  /** The latest data. */
  data: T;
  /** ISO 8601: when the portal read it. */
  readAt: string;
  /** Set if the data could not be read again since. */
  problem?: BitbucketProblem;
  /** The current name, if the repository has another one than the entity states: `workspace/repository`. */
  renamedTo?: string;
  /**
   * The channel of Backstage's signals for this repository, or for the home page of the user. A signal means that something has changed at Bitbucket,
   * and that it is worth asking again. It has no content. The name changes every day.
   */
  channel?: string;
}
