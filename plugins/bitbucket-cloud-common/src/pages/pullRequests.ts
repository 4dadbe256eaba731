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
  /** `waiting`: the reviewer has not decided. */
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
  /** Unique in the repository. */
  id: number;
  /** As users wrote it. */
  title: string;
  /** The page at Bitbucket. */
  url: string;
  /** The current state. */
  state: BitbucketPullRequestState;
  /** Missing for a deleted account. */
  author?: BitbucketPerson;
  /** In the order of Bitbucket. */
  reviewers: BitbucketReviewer[];
  /** Missing for a deleted branch. */
  sourceBranch?: string;
  /** The latest commit of the source branch. */
  sourceCommit?: string;
  /** The branch that receives the changes. */
  targetBranch?: string;
  /** ISO 8601. */
  createdAt: string;
  /** ISO 8601. */
  updatedAt: string;
  /** The number of comments. */
  comments: number;
  /** Open tasks. */
  tasks: number;
}
