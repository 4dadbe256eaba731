export {
  BITBUCKET_PULL_REQUEST_DOCUMENT_TYPE,
  type BitbucketPullRequestDocument,
} from './documents';
