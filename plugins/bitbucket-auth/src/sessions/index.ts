export * from './api';
export {
  BitbucketSessionsCard,
  EntityBitbucketSessionsCard,
} from './extensions';
