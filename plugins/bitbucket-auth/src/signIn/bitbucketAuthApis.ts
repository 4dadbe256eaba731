import { OAuth2 } from '@backstage/core-app-api';
import {
  bitbucketAuthApiRef,
  type ConfigApi,
  configApiRef,
  createApiFactory,
  type DiscoveryApi,
  discoveryApiRef,
  type OAuthRequestApi,
  oauthRequestApiRef,
} from '@backstage/core-plugin-api';
import { AuthProviderClient } from './AuthProviderClient';
import {
  type BitbucketAuthConnector,
  bitbucketAuthConnectorApiRef,
} from './BitbucketAuthConnector';
import { RetryingAuthConnector } from './RetryingAuthConnector';
import { SignOutChannel } from './SignOutChannel';

const PROVIDER = { id: 'bitbucket', title: 'Bitbucket', icon: () => null };

/** The scopes that Backstage's own API factory requests. */
const DEFAULT_SCOPES = ['account'];

/**
 * Creates the connector between the front end and the auth provider `bitbucket`.
 *
 * It reads `auth.environment` (default `development`) and `enableExperimentalRedirectFlow` from the
 * configuration, like Backstage. Create one per tab: it listens for the sign-out in other tabs.
 *
 * @public
 */
export function createBitbucketAuthConnector(deps: {
  configApi: ConfigApi;
  discoveryApi: DiscoveryApi;
  oauthRequestApi: OAuthRequestApi;
}): BitbucketAuthConnector {
  const { configApi, discoveryApi, oauthRequestApi } = deps;
  const environment =
    configApi.getOptionalString('auth.environment') ?? 'development';
  // Several portals can share an origin, each below a path.
  const portal = configApi.getOptionalString('app.baseUrl') ?? '';

  return new RetryingAuthConnector({
    client: new AuthProviderClient({
      discoveryApi,
      environment,
      providerId: PROVIDER.id,
    }),
    oauthRequestApi,
    provider: PROVIDER,
    signOutChannel: new SignOutChannel(
      `bitbucket-auth/sign-out/${environment}/${portal}`,
    ),
    useRedirectFlow:
      configApi.getOptionalBoolean('enableExperimentalRedirectFlow') ?? false,
  });
}

/**
 * Creates the implementation of `bitbucketAuthApiRef` on top of a connector.
 *
 * @public
 */
export function createBitbucketAuthApi(deps: {
  authConnector: BitbucketAuthConnector;
}): typeof bitbucketAuthApiRef.T {
  return OAuth2.create({ ...deps, defaultScopes: DEFAULT_SCOPES });
}

/**
 * The API factory for `bitbucketAuthConnectorApiRef`.
 *
 * @public
 */
export const bitbucketAuthConnectorApiFactory = createApiFactory({
  api: bitbucketAuthConnectorApiRef,
  deps: {
    configApi: configApiRef,
    discoveryApi: discoveryApiRef,
    oauthRequestApi: oauthRequestApiRef,
  },
  factory: deps => createBitbucketAuthConnector(deps),
});

/**
 * The API factory for `bitbucketAuthApiRef`. It requires `bitbucketAuthConnectorApiFactory`: list
 * both in the `apis` of `createApp`.
 *
 * @public
 */
export const bitbucketAuthApiFactory = createApiFactory({
  api: bitbucketAuthApiRef,
  deps: { authConnector: bitbucketAuthConnectorApiRef },
  factory: deps => createBitbucketAuthApi(deps),
});
