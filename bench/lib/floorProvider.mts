import type { BackendFeature } from '@backstage/backend-plugin-api';
import type { AuthProviderRouteHandlers } from '@backstage/plugin-auth-node';
import { createSourceRequire } from 'tools/lib/workspace.mts';

type RouteHandler = AuthProviderRouteHandlers['start'];

/**
 * A module of the auth backend with the provider `floor`, whose refresh only does the minimum of every
 * refresh: it finds the user in the catalog and issues a token.
 *
 * It issues a token for the account in the query `uuid` to every client, so it is for benchmarks only.
 */
export function floorProvider(): BackendFeature {
  const require = createSourceRequire(import.meta.url);
  const { coreServices, createBackendModule } =
    require('@backstage/backend-plugin-api') as typeof import('@backstage/backend-plugin-api');
  const { authProvidersExtensionPoint, prepareBackstageIdentityResponse } =
    require('@backstage/plugin-auth-node') as typeof import('@backstage/plugin-auth-node');
  const { catalogServiceRef } =
    require('@backstage/plugin-catalog-node') as typeof import('@backstage/plugin-catalog-node');
  const { bitbucketSignInResolvers } =
    require('@backstage-bitbucket/plugin-auth-backend-module-bitbucket-provider') as typeof import('@backstage-bitbucket/plugin-auth-backend-module-bitbucket-provider');
  const { limitLookup } =
    require('../../plugins/auth-backend-module-bitbucket-provider/src/resolvers/resolverContext') as typeof import('../../plugins/auth-backend-module-bitbucket-provider/src/resolvers/resolverContext');

  const resolve = bitbucketSignInResolvers.userIdMatchingUserEntityAnnotation();
  const notFound: RouteHandler = async (_, res) => {
    res.status(404).end();
  };
  return createBackendModule({
    pluginId: 'auth',
    moduleId: 'bench-floor',
    register(reg) {
      reg.registerInit({
        deps: {
          auth: coreServices.auth,
          catalog: catalogServiceRef,
          providers: authProvidersExtensionPoint,
        },
        async init({ providers, ...deps }) {
          providers.registerProvider({
            providerId: 'floor',
            factory({ resolverContext }) {
              // With Backstage's own lookup, the floor would be slower than a refresh.
              const context = limitLookup(resolverContext, deps);
              return {
                start: notFound,
                frameHandler: notFound,
                async refresh(req, res) {
                  const result = await resolve(
                    infoOf(String(req.query.uuid)),
                    context,
                  );
                  res.status(200).json({
                    profile: {},
                    providerInfo: { accessToken: '', scope: '' },
                    backstageIdentity: prepareBackstageIdentityResponse(result),
                  });
                },
              };
            },
          });
        },
      });
    },
  });
}

/** Returns the part of an account that the resolver reads. */
function infoOf(uuid: string) {
  return {
    profile: {},
    result: {
      fullProfile: { uuid, emails: [] },
      session: { accessToken: '', tokenType: 'bearer', scope: '' },
    },
  };
}
