/** A fact, or why the portal does not know it. */
export interface Fact<T> {
  /** Undefined if it was never read. */
  value?: T;
  /** ISO 8601. */
  readAt?: string;
  /** Why it is missing or old, for the user. */
  problem?: string;
}

/** What Bitbucket contains about the repository of a component, without a judgement. */
export interface ScorecardFacts {
  /** `workspace/repository`. */
  repository: string;
  /** The page of the repository. */
  url: string;
  /** Undefined for an empty repository. */
  mainBranch?: string;
  /** Whether only pull requests, or some people, can change the main branch. */
  isMainBranchProtected: Fact<boolean>;
  hasCodeOwners: Fact<boolean>;
  defaultReviewers: Fact<{
    total: number;
    /** How many of them belong to the owner of the component; undefined if the owner is not a group or user. */
    ofOwner?: number;
  }>;
  /** The latest pipeline of the main branch that ended. */
  pipeline: Fact<{ state: string; number: number; url: string } | 'none'>;
  /** The latest success in production, or in any environment if none is for production. */
  deployment: Fact<{ environment: string; endedAt: string } | 'none'>;
  /** The oldest open pull request. */
  pullRequest: Fact<{ id: number; createdAt: string } | 'none'>;
}
