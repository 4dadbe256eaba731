import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import {
  authProvidersExtensionPoint,
  SignInResolverFactory,
} from '@backstage/plugin-auth-node';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { ConflictError } from '@backstage/errors';
import { checkConfig } from './config/checkConfig';
import { createBitbucketProviderFactory } from './createBitbucketProviderFactory';
import { redactQuery } from './handlers/redactQuery';
import { bitbucketSignInResolvers } from './resolvers/resolvers';
import { bitbucketSignInExtensionPoint } from './resolvers/signInExtensionPoint';

/**
 * Adds sign-in through Bitbucket Cloud to the auth backend, as the provider `bitbucket`.
 *
 * @public
 */
export const authModuleBitbucketProvider = createBackendModule({
  pluginId: 'auth',
  moduleId: 'bitbucket-provider',
  register(reg) {
    const own: { [name: string]: SignInResolverFactory } = {};
    reg.registerExtensionPoint(bitbucketSignInExtensionPoint, {
      addSignInResolver(name, factory) {
        if (
          Object.hasOwn(bitbucketSignInResolvers, name) ||
          Object.hasOwn(own, name)
        ) {
          throw new ConflictError(
            `There is already a Bitbucket sign-in resolver '${name}'; choose another name.`,
          );
        }
        own[name] = factory;
      },
    });
    reg.registerInit({
      deps: {
        auditor: coreServices.auditor,
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        httpRouter: coreServices.httpRouter,
        logger: coreServices.logger,
        providers: authProvidersExtensionPoint,
      },
      async init({
        auditor,
        auth,
        catalog,
        config,
        httpRouter,
        logger,
        providers,
      }) {
        checkConfig(config, { ...bitbucketSignInResolvers, ...own }, logger);
        // Also for what gets to no handler, such as a callback at a wrong path.
        httpRouter.use((req, _, next) => {
          redactQuery(req);
          next();
        });
        providers.registerProvider({
          providerId: 'bitbucket',
          factory: createBitbucketProviderFactory({
            auditor,
            catalog: { auth, catalog },
            signInResolverFactories: own,
          }),
        });
      },
    });
  },
});
