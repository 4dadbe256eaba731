/** The states by which people filter the list of pull requests. */
export const LISTED_STATES = ['open', 'merged', 'declined'] as const;

/** The questions that a change of each kind affects. */
export const QUESTIONS = {
  pullRequests: [
    ...LISTED_STATES.map(state => `pull-requests:${state}`),
    'pull-request:*',
  ],
  pipelines: [
    'pipelines',
    'steps:*',
    'environments',
    'main-statuses',
    'pull-request:*',
  ],
  /** A push changes which pull requests have conflicts. */
  conflicts: ['pull-request:*'],
  facts: ['facts'],
};

/** How a page that reads many repositories saves calls. */
export interface Patience {
  /** Without webhooks, an answer of this age is still good enough; default 10 minutes. */
  maxAgeMs?: number;
  /** See `Question`. */
  mayRead?(): boolean;
}
