/**
 * Sign-in with Bitbucket Cloud and the sessions of the portal.
 *
 * @packageDocumentation
 */
export { bitbucketSignInModule } from './signIn/bitbucketSignInModule';
export { bitbucketAuthFrontendPlugin as default } from './sessions/bitbucketAuthFrontendPlugin';
