/**
 * The calls to Bitbucket with the credentials of one provider in the last hour.
 *
 * @public
 */
export interface BitbucketBudgetState {
  /** Calls in the last 60 minutes, of all instances. */
  used: number;
  /** `rateLimit.callsPerHour` of the provider. */
  limit: number;
  /** The part of it that runs can use: `rateLimit.share`. Webhooks can use the rest. */
  limitOfRuns: number;
}
