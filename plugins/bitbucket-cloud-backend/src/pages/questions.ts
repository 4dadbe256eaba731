/** The states by which people filter the list of pull requests. */
export const LISTED_STATES = ['open', 'merged', 'declined'] as const;

/** Whether a webhook told that a repository was moved from this name to another workspace. Bitbucket is not asked. */
export const MOVED = 'moved';

/** The uuid of the repository that had this name last, from another answer or a webhook. Bitbucket is not asked. */
export const UUID = 'uuid';

/**
 * The main branches of the repositories of a workspace that changed last. The repository of this question is
 * `<workspace>/*`, which no repository can have as its name.
 */
export const MAIN_BRANCHES = 'main-branches';

/** How a page that reads many repositories saves calls. */
export interface Patience {
  /** Without webhooks, an answer of this age is still good enough; default 10 minutes. */
  maxAgeMs?: number;
  /** See `Question`. */
  mayRead?(): boolean;
}
