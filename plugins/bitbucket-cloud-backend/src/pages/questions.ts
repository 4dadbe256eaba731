/** The states by which people filter the list of pull requests. */
export const LISTED_STATES = ['open', 'merged', 'declined'] as const;

/** How a page that reads many repositories saves calls. */
export interface Patience {
  /** Without webhooks, an answer of this age is still good enough; default 10 minutes. */
  maxAgeMs?: number;
  /** See `Question`. */
  mayRead?(): boolean;
}
