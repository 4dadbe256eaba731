import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { authProvidersExtensionPoint } from '@backstage/plugin-auth-node';
import { checkConfig } from './checkConfig';
import { createBitbucketProviderFactory } from './createBitbucketProviderFactory';
import { bitbucketSignInResolvers } from './resolvers';

/**
 * Adds sign-in through Bitbucket Cloud to the auth backend, as the provider `bitbucket`.
 *
 * @public
 */
export const authModuleBitbucketProvider = createBackendModule({
  pluginId: 'auth',
  moduleId: 'bitbucket-provider',
  register(reg) {
    reg.registerInit({
      deps: {
        config: coreServices.rootConfig,
        logger: coreServices.logger,
        providers: authProvidersExtensionPoint,
      },
      async init({ config, logger, providers }) {
        checkConfig(config, bitbucketSignInResolvers, logger);
        providers.registerProvider({
          providerId: 'bitbucket',
          factory: createBitbucketProviderFactory(),
        });
      },
    });
  },
});
