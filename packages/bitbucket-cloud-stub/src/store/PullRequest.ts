/** The state of a pull request. */
export type PullRequestState = 'OPEN' | 'MERGED' | 'DECLINED' | 'SUPERSEDED';

/** An account that did something. */
export interface Account {
  uuid: string;
  /** As the REST API returns it, if it is not the account of a person. */
  body?: object;
}

/** What a person thinks of a pull request. */
export interface Review {
  account: Account;
  state: 'approved' | 'changes_requested';
  date: string;
}

/** A comment of a pull request. */
export interface Comment {
  /** Unique in the repository. */
  id: number;
  account: Account;
  text: string;
  createdOn: string;
  updatedOn: string;
  /** The line of a file that it refers to. */
  inline?: { path: string; from?: number; to?: number };
  /** Id of the comment that it replies to. */
  parent?: number;
  isDeleted?: boolean;
  resolution?: { account: Account; date: string };
}

/** A task of a pull request. */
export interface Task {
  /** Unique in the repository. */
  id: number;
  account: Account;
  text: string;
  createdOn: string;
  updatedOn: string;
  /** Id of the comment below which it is shown. */
  comment?: number;
  resolution?: { account: Account; date: string };
}

/** A change of a pull request or of its source branch. */
export interface Update {
  account: Account;
  date: string;
  state: PullRequestState;
  title: string;
  hash: string;
}

/** A pull request. Immutable. */
export interface PullRequest {
  /** Unique in its repository, from 1. */
  id: number;
  title: string;
  description: string;
  state: PullRequestState;
  draft: boolean;
  /** The account that created it. */
  author: Account;
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
  /** At most one of each account. */
  reviews: readonly Review[];
  comments: readonly Comment[];
  tasks: readonly Task[];
  /** Oldest first. */
  updates: readonly Update[];
  closeSourceBranch: boolean;
  createdOn: string;
  updatedOn: string;
  /** Hash of the commit with which it was merged. */
  mergeCommit?: string;
  /** The account that merged or declined it. */
  closedBy?: Account;
  /** Why it was declined. */
  reason?: string;
}
