export {
  bitbucketAuthApiFactory,
  bitbucketAuthConnectorApiFactory,
  createBitbucketAuthApi,
  createBitbucketAuthConnector,
} from './bitbucketAuthApis';
export { bitbucketAuthConnectorApiRef } from './BitbucketAuthConnector';
export type {
  BitbucketAuthConnector,
  BitbucketSessionStatus,
} from './BitbucketAuthConnector';
export { watchForSession } from './watchForSession';
