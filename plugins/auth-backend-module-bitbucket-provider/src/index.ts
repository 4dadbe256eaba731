/**
 * Sign-in through Bitbucket Cloud, for the Backstage auth backend.
 *
 * @packageDocumentation
 */
export { findBitbucketProviderConfigProblems } from './checkConfig';
export { bitbucketAuthenticator } from './authenticator';
export type { BitbucketAuthenticatorContext } from './authenticator';
export { createBitbucketProviderFactory } from './createBitbucketProviderFactory';
export type { BitbucketProviderFactoryOptions } from './createBitbucketProviderFactory';
export { authModuleBitbucketProvider as default } from './module';
export type { BitbucketProfile } from './profile';
export type { BitbucketResolverOptions } from './createUserResolver';
export { bitbucketSignInResolvers } from './resolvers';
export type { BitbucketEmailResolverOptions } from './resolvers';
export { bitbucketSignInExtensionPoint } from './signInExtensionPoint';
export type { BitbucketSignInExtensionPoint } from './signInExtensionPoint';
export type { SignInPolicy } from './signInPolicy';
