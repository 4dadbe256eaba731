/**
 * Sign-in through Bitbucket Cloud, for the Backstage auth backend.
 *
 * @packageDocumentation
 */
export { findBitbucketProviderConfigProblems } from './config/checkConfig';
export { estimateBitbucketSessionCapacity } from './config/sessionCapacity';
export type { BitbucketSessionCapacity } from './config/sessionCapacity';
export { authModuleBitbucketProvider as default } from './module';
export type { BitbucketProfile } from './account/profile';
export type { BitbucketResolverOptions } from './resolvers/createUserResolver';
export { bitbucketSignInResolvers } from './resolvers/resolvers';
export type { BitbucketEmailResolverOptions } from './resolvers/resolvers';
export { bitbucketSignInExtensionPoint } from './resolvers/signInExtensionPoint';
export type { BitbucketSignInExtensionPoint } from './resolvers/signInExtensionPoint';
export type { SignInPolicy } from './policy/signInPolicy';
