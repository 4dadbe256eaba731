export { bitbucketSessionsApiRef } from './BitbucketSessionsApi';
export type {
  BitbucketSessionsApi,
  EndUserSessionsRequest,
} from './BitbucketSessionsApi';
export { BitbucketSessionsClient } from './BitbucketSessionsClient';
export type { BitbucketSessionsClientDependencies } from './BitbucketSessionsClient';
export { BitbucketSessionsError } from './BitbucketSessionsError';
