import { createExtensionPoint } from '@backstage/backend-plugin-api';
import { SignInResolverFactory } from '@backstage/plugin-auth-node';

/**
 * Where a module of the auth backend adds sign-in resolvers of its own.
 *
 * @public
 */
export interface BitbucketSignInExtensionPoint {
  /**
   * Adds a resolver that `signIn.resolvers` can name. It gets a {@link BitbucketProfile} as
   * `info.result.fullProfile`, after the account passed the policy.
   *
   * @param name - as in the configuration
   * @param factory - from `createSignInResolverFactory`
   * @throws ConflictError when a resolver of that name exists
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
