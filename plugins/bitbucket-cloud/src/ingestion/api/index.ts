export {
  bitbucketIngestionApiRef,
  type BitbucketIngestionApi,
  type BitbucketIngestionProvider,
} from './BitbucketIngestionApi';
export { BitbucketIngestionClient } from './BitbucketIngestionClient';
