export {
  bitbucketScorecardApiRef,
  type BitbucketScorecardApi,
} from './BitbucketScorecardApi';
