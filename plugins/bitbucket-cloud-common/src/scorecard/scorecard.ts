/**
 * The checks of the scorecard.
 *
 * @public
 */
export type BitbucketCheckId =
  | 'main-branch'
  | 'code-owners'
  | 'default-reviewers'
  | 'pipeline'
  | 'deployment'
  | 'pull-requests';

/**
 * The result of a check for one component.
 *
 * @public
 */
export interface BitbucketCheckResult {
  /** Unique in a scorecard. */
  id: BitbucketCheckId;
  /** `unknown`: the portal could not read what the check needs. */
  state: 'passed' | 'failed' | 'unknown';
  /** One sentence: what the check found, and for a failed check what to do. */
  message: string;
  /** The page at Bitbucket that shows it, or where to change it. */
  url?: string;
  /** ISO 8601: when the portal read it. */
  readAt?: string;
  /** ISO 8601: when the portal reads it, if it never has. The state is `unknown` until then. */
  expectedAt?: string;
}

/**
 * The checks of one component.
 *
 * @public
 */
export interface BitbucketScorecard {
  /** The full reference of the component. */
  entityRef: string;
  /** The title, or the name. */
  title: string;
  /** The full reference of the owner. */
  owner?: string;
  /** `workspace/repository`. */
  repository: string;
  /** In the order of the configuration. */
  checks: BitbucketCheckResult[];
}

/**
 * The scorecards that a user can read.
 *
 * @public
 */
export interface BitbucketScorecards {
  /** The enabled checks, in the order of the configuration. */
  checks: { id: BitbucketCheckId; title: string }[];
  /** In the order of their titles. */
  scorecards: BitbucketScorecard[];
}
