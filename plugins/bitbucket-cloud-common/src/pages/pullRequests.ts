import { type BitbucketPerson } from './people';
import { type BitbucketPipelineState } from './pipelines';

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
  /** The state of the latest pipeline of the latest commit, if there is one and the portal knows it. */
  pipeline?: BitbucketPipelineState;
}

/**
 * A build status of a commit. Every program that can write to the repository can set one.
 *
 * @public
 */
export interface BitbucketCheck {
  /** As the program chose it. */
  name: string;
  /** The latest state. */
  state: BitbucketPipelineState;
  /** The page of the build, with `http:` or `https:`. */
  url?: string;
}

/**
 * What the list of pull requests does not contain, because it costs calls for each of them.
 *
 * @public
 */
export interface BitbucketPullRequestDetails {
  /** The build statuses of the latest commit, the latest first. */
  checks: BitbucketCheck[];
  /** Whether Bitbucket has more of them. */
  hasMoreChecks: boolean;
  /** Paths of the files that both branches changed in conflicting ways. */
  conflicts: string[];
  /** Whether Bitbucket has more of them. */
  hasMoreConflicts: boolean;
}
