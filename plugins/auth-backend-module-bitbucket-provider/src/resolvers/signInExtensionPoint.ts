import { createExtensionPoint } from '@backstage/backend-plugin-api';
import { type SignInResolverFactory } from '@backstage/plugin-auth-node';

/**
 * The extension point with which a module of the auth backend adds sign-in resolvers.
 *
 * @public
 */
export interface BitbucketSignInExtensionPoint {
  /**
   * Adds a resolver that
   * `signIn.resolvers` can name. It receives a {@link BitbucketProfile} as `info.result.fullProfile`,
   * after the account passed the policy.
   *
   * @param name - in the configuration
   * @param factory - from `createSignInResolverFactory`
   * @throws ConflictError if a resolver with that name exists
   */
  addSignInResolver(name: string, factory: SignInResolverFactory): void;
}

/**
 * The {@link BitbucketSignInExtensionPoint} of the Bitbucket provider.
 *
 * @public
 */
export const bitbucketSignInExtensionPoint =
  createExtensionPoint<BitbucketSignInExtensionPoint>({
    id: 'auth.bitbucket-sign-in',
  });
