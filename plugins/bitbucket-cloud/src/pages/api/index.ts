export {
  bitbucketPagesApiRef,
  type BitbucketListedState,
  type BitbucketPagesApi,
} from './BitbucketPagesApi';
export { BitbucketPagesError } from './BitbucketPagesError';
