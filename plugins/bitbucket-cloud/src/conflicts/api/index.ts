export {
  bitbucketConflictsApiRef,
  type BitbucketConflictsApi,
} from './BitbucketConflictsApi';
export { BitbucketConflictsClient } from './BitbucketConflictsClient';
