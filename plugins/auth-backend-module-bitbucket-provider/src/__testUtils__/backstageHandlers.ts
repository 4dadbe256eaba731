import {
  BitbucketCloudClient,
  BitbucketOAuthClient,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { createBackendModule } from '@backstage/backend-plugin-api';
import {
  authProvidersExtensionPoint,
  createOAuthAuthenticator,
  createOAuthProviderFactory,
  type OAuthSession,
} from '@backstage/plugin-auth-node';
import { type BitbucketProfile, toProfileInfo } from '../account/profile';
import { readProviderConfig } from '../config/providerConfig';
import { bitbucketSignInResolvers } from '../resolvers/resolvers';

/** The protocol with Bitbucket, reduced to what Backstage's handlers require. */
const authenticator = createOAuthAuthenticator<
  {
    oauth: BitbucketOAuthClient;
    api: BitbucketCloudClient;
    callbackUrl: string;
  },
  BitbucketProfile
>({
  defaultProfileTransform: async ({ fullProfile }) => ({
    profile: toProfileInfo(fullProfile),
  }),
  scopes: { required: ['account'] },
  initialize({ callbackUrl, config }) {
    const options = readProviderConfig(config, 'bitbucket');
    return {
      oauth: new BitbucketOAuthClient(options),
      api: new BitbucketCloudClient(options),
      callbackUrl,
    };
  },
  async start({ scope, state }, { oauth, callbackUrl }) {
    return {
      url: oauth.getAuthorizeUrl({ redirectUri: callbackUrl, state, scope }),
    };
  },
  async authenticate({ req }, { oauth, api, callbackUrl }) {
    if (req.query.error) {
      throw new Error('Bitbucket refused the sign-in');
    }
    const tokens = await oauth.exchangeCode({
      code: String(req.query.code),
      redirectUri: callbackUrl,
    });
    return toResult(tokens, api);
  },
  async refresh({ refreshToken }, { oauth, api }) {
    return toResult(await oauth.refresh(refreshToken), api);
  },
});

async function toResult(
  tokens: Awaited<ReturnType<BitbucketOAuthClient['refresh']>>,
  api: BitbucketCloudClient,
) {
  const [account, emails] = await Promise.all([
    api.getCurrentUser(tokens.accessToken),
    api.listCurrentUserEmails(tokens.accessToken),
  ]);
  const email = emails.find(({ primary }) => primary)?.address;
  const session: OAuthSession = { ...tokens, tokenType: 'bearer' };
  return { fullProfile: { ...account, emails, email }, session };
}

/**
 * The provider `bitbucket` with Backstage's own route handlers, like the published provider. The
 * published provider itself cannot be tested, because it only supports Bitbucket's own hosts.
 */
export const backstageHandlersModule = createBackendModule({
  pluginId: 'auth',
  moduleId: 'bitbucket-provider',
  register(reg) {
    reg.registerInit({
      deps: { providers: authProvidersExtensionPoint },
      async init({ providers }) {
        providers.registerProvider({
          providerId: 'bitbucket',
          factory: createOAuthProviderFactory({
            authenticator,
            signInResolverFactories: bitbucketSignInResolvers,
          }),
        });
      },
    });
  },
});
