export type {
  BitbucketCheckId,
  BitbucketCheckResult,
  BitbucketScorecard,
  BitbucketScorecards,
} from './scorecard';
