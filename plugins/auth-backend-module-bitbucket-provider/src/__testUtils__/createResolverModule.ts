import {
  type BackendFeature,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import {
  createSignInResolverFactory,
  type OAuthAuthenticatorResult,
  type SignInResolver,
} from '@backstage/plugin-auth-node';
import { type BitbucketProfile, bitbucketSignInExtensionPoint } from '..';

/** A module with which a fork adds a sign-in resolver. */
export function createResolverModule(
  name: string,
  resolver: SignInResolver<OAuthAuthenticatorResult<BitbucketProfile>>,
): BackendFeature {
  return createBackendModule({
    pluginId: 'auth',
    moduleId: `${name}-resolver`,
    register(reg) {
      reg.registerInit({
        deps: { bitbucket: bitbucketSignInExtensionPoint },
        async init({ bitbucket }) {
          bitbucket.addSignInResolver(
            name,
            createSignInResolverFactory({ create: () => resolver }),
          );
        },
      });
    },
  });
}
