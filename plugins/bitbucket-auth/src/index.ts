/**
 * Sign-in with Bitbucket Cloud and the sessions of the portal.
 *
 * @packageDocumentation
 */
export {
  bitbucketAuthApiFactory,
  bitbucketAuthConnectorApiFactory,
  bitbucketAuthConnectorApiRef,
  createBitbucketAuthApi,
  createBitbucketAuthConnector,
  watchForSession,
} from './signIn';
export type { BitbucketAuthConnector, BitbucketSessionStatus } from './signIn';
export { bitbucketAuthPlugin } from './plugin';
export * from './sessions';
