import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import {
  authProvidersExtensionPoint,
  type SignInResolverFactory,
} from '@backstage/plugin-auth-node';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { ConflictError } from '@backstage/errors';
import { metricsServiceRef } from '@backstage/backend-plugin-api/alpha';
import { checkConfig } from './config/checkConfig';
import { BackgroundTasks } from './sessions/BackgroundTasks';
import { AuditLog } from './audit/AuditLog';
import { Metrics } from './audit/Metrics';
import { createStores, scheduleCleanup } from './sessions/createStores';
import { migrate } from './database/migrate';
import { type SessionEnvironment } from './sessions/Sessions';
import { SessionAdministration } from './sessions/SessionAdministration';
import { type RequestHandler } from 'express';
import { bitbucketSessionPermissions } from '@backstage-bitbucket/plugin-bitbucket-auth-common';
import { createBitbucketProviderFactory } from './createBitbucketProviderFactory';
import { createSessionRouter } from './handlers/createSessionRouter';
import { findAccount } from './account/findAccount';
import { redactQuery } from './handlers/redactQuery';
import { bitbucketSignInResolvers } from './resolvers/resolvers';
import { bitbucketSignInExtensionPoint } from './resolvers/signInExtensionPoint';

/** The maximum time that the shutdown waits for checks after responses. */
const DRAIN_LIMIT_MS = 5_000;

/**
 * Adds sign-in with Bitbucket Cloud to the auth backend, as the provider `bitbucket`.
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
            `A Bitbucket sign-in resolver with the name '${name}' already exists. Choose another name.`,
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
        database: coreServices.database,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        metrics: metricsServiceRef,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        providers: authProvidersExtensionPoint,
        scheduler: coreServices.scheduler,
      },
      async init({ auditor, metrics: metricsService, ...deps }) {
        const { config, database, httpRouter, lifecycle, logger } = deps;
        const audit = new AuditLog(logger, auditor);
        const metrics = new Metrics(metricsService);
        checkConfig(config, { ...bitbucketSignInResolvers, ...own }, logger);
        // Also applies to requests that no handler receives, for example a callback with a wrong path.
        httpRouter.use((req, _, next) => {
          redactQuery(req);
          next();
        });
        const knex = await migrate(database);
        const stores = createStores(knex, logger, {
          onEnded: async ({ row, end }, request) => {
            metrics.ended(row.environment, end.reason);
            await audit.sessionEnded(row, end, request);
          },
        });
        const background = new BackgroundTasks(logger);
        // Root shutdown hooks stop the server and the database at the same time.
        lifecycle.addShutdownHook(() => background.drain(DRAIN_LIMIT_MS));
        deps.permissionsRegistry.addPermissions(bitbucketSessionPermissions);
        // The auth backend calls the factory later.
        let sessionRouter: RequestHandler | undefined;
        let environments: SessionEnvironment[] = [];
        await scheduleCleanup(deps.scheduler, stores, () => environments);
        httpRouter.use((req, res, next) =>
          sessionRouter ? sessionRouter(req, res, next) : next(),
        );
        deps.providers.registerProvider({
          providerId: 'bitbucket',
          factory: createBitbucketProviderFactory({
            ...deps,
            ...stores,
            audit,
            background,
            knex,
            metrics,
            onContext: context => {
              environments = [...context.environments.values()];
              sessionRouter = createSessionRouter({
                administration: new SessionAdministration({
                  ...context,
                  guard: stores.guard,
                  knex,
                  store: stores.sessions.store,
                }),
                context,
                findAccount: userEntityRef => findAccount(userEntityRef, deps),
                httpAuth: deps.httpAuth,
                isPermissionEnabled:
                  config.getOptionalBoolean('permission.enabled') ?? false,
                permissions: deps.permissions,
              });
            },
            signInResolverFactories: own,
          }),
        });
      },
    });
  },
});
