/** The state of a pull request. */
export type PullRequestState = 'OPEN' | 'MERGED' | 'DECLINED' | 'SUPERSEDED';

/** A pull request. Immutable. */
export interface PullRequest {
  /** Unique in its repository, from 1. */
  id: number;
  title: string;
  description: string;
  state: PullRequestState;
  draft: boolean;
  /** The account that created it, as the REST API returns it. */
  author: { uuid: string; body: object };
  source: {
    /** Uuid of the repository. */
    repository: string;
    branch: string;
    /** The latest commit; while the pull request is open, that of the branch. */
    hash: string;
  };
  destination: { branch: string; hash: string };
  /** Uuids of accounts. */
  reviewers: string[];
  closeSourceBranch: boolean;
  createdOn: string;
  updatedOn: string;
  /** Hash of the commit with which it was merged. */
  mergeCommit?: string;
  /** The account that merged or declined it, as the REST API returns it. */
  closedBy?: object;
  /** Why it was declined. */
  reason?: string;
}
