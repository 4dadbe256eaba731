export * from './api';
export {
  BitbucketScorecardPage,
  BitbucketScorecardSidebarItem,
  EntityBitbucketScorecardCard,
} from './extensions';
