import { type BitbucketPerson } from './people';

/**
 * The states of a pull request. Bitbucket regards a draft as open.
 *
 * @public
 */
export type BitbucketPullRequestState =
  | 'draft'
  | 'open'
  | 'merged'
  | 'declined'
  | 'superseded';

/**
 * A reviewer of a pull request.
 *
 * @public
 */
export interface BitbucketReviewer extends BitbucketPerson {
  review: 'approved' | 'changes requested' | 'waiting';
}

/**
 * A pull request. The title and the names of branches are texts of users: show them as text only.
 *
 * @public
 */
export interface BitbucketPullRequest {
  /** `workspace/repository`. */
  repository: string;
  id: number;
  title: string;
  /** The page at Bitbucket. */
  url: string;
  state: BitbucketPullRequestState;
  author?: BitbucketPerson;
  reviewers: BitbucketReviewer[];
  sourceBranch?: string;
  /** The latest commit of the source branch. */
  sourceCommit?: string;
  targetBranch?: string;
  /** ISO 8601. */
  createdAt: string;
  /** ISO 8601. */
  updatedAt: string;
  comments: number;
  /** Open tasks. */
  tasks: number;
}

/**
 * The result of a check of a commit, for example of a pipeline.
 *
 * @public
 */
export interface BitbucketCheck {
  name: string;
  state: 'successful' | 'failed' | 'running' | 'stopped';
  description?: string;
  /** A page of the service that ran the check: `https` only. */
  url?: string;
}

/**
 * What the list of pull requests does not contain.
 *
 * @public
 */
export interface BitbucketPullRequestDetails {
  checks: BitbucketCheck[];
  /** Paths of files that conflict with the target branch; at most 100. */
  conflicts: string[];
}
