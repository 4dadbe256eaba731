import { addIngestionRoute } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { metricsServiceRef } from '@backstage/backend-plugin-api/alpha';
import { ConflictError } from '@backstage/errors';
import {
  catalogProcessingExtensionPoint,
  catalogServiceRef,
} from '@backstage/plugin-catalog-node';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import { addEmptyRoutes } from './addEmptyRoutes';
import { BitbucketRepositoryProcessor } from './catalog/BitbucketRepositoryProcessor';
import {
  BitbucketRepositoriesEntityProvider,
  PROVIDER,
  taskIdOf,
} from './BitbucketRepositoriesEntityProvider';
import { addConflictsRoute } from './conflicts/addConflictsRoute';
import { retryRefused } from './conflicts/retryRefused';
import { readProviderConfigs } from './config/providerConfig';
import { recordProblems } from './events/recordProblems';
import { ReplacedProvider } from './ReplacedProvider';
import { type BitbucketComponentTransformer } from './model/transformers';
import { createImportRoutes } from './onboarding/createImportRoutes';
import { CatalogProblems } from './store/CatalogProblems';
import { openDatabase } from './store/database';
import { listProblems } from './store/listProblems';
import { StoredFiles } from './store/StoredFiles';
import { bitbucketRepositoriesTransformExtensionPoint } from './transformExtensionPoint';

/** Adds a provider for each entry under `catalog.providers.bitbucketRepositories`. */
export const catalogModuleBitbucketRepositories = createBackendModule({
  pluginId: 'catalog',
  moduleId: 'bitbucket-repositories',
  register(reg) {
    let componentTransformer: BitbucketComponentTransformer | undefined;
    reg.registerExtensionPoint(bitbucketRepositoriesTransformExtensionPoint, {
      setComponentTransformer(transformer) {
        if (componentTransformer) {
          throw new ConflictError(
            'A component transformer of the Bitbucket repositories is already set. Only one module can set it.',
          );
        }
        componentTransformer = transformer;
      },
    });
    reg.registerInit({
      deps: {
        auditor: coreServices.auditor,
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        database: coreServices.database,
        events: eventsServiceRef,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        logger: coreServices.logger,
        metrics: metricsServiceRef,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        processing: catalogProcessingExtensionPoint,
        scheduler: coreServices.scheduler,
        userInfo: coreServices.userInfo,
      },
      async init({ config: rootConfig, database, ...deps }) {
        const configs = readProviderConfigs(rootConfig);
        if (configs.length === 0) {
          addEmptyRoutes(deps.httpRouter);
          return;
        }
        const { processing, scheduler } = deps;
        const knex = await openDatabase(database);
        const files = new StoredFiles(
          knex,
          configs.map(({ id }) => id),
        );
        const problems = new CatalogProblems(knex);
        processing.addProcessor(
          new BitbucketRepositoryProcessor(files, problems),
        );
        await recordProblems({ ...deps, problems });
        addConflictsRoute({ ...deps, problems });
        await retryRefused({ ...deps, problems });
        addIngestionRoute({
          ...deps,
          config: rootConfig,
          knex,
          provider: PROVIDER,
          sources: configs.map(config => ({
            config,
            taskId: taskIdOf(config),
            problems: () => listProblems(problems, config.id),
          })),
        });
        const providers = configs.map(config => {
          const replaced =
            config.replaces === undefined
              ? undefined
              : new ReplacedProvider(config.replaces);
          if (replaced) {
            processing.addEntityProvider(replaced);
          }
          return new BitbucketRepositoriesEntityProvider({
            ...deps,
            componentTransformer,
            config,
            knex,
            providerIds: configs.map(({ id }) => id),
            taskRunner: scheduler.createScheduledTaskRunner(config.schedule),
            onComplete: () => replaced?.removeRest() ?? Promise.resolve(),
          });
        });
        processing.addEntityProvider(...providers);
        // Backstage starts modules before their plugin, so these routes run before those of the catalog.
        deps.httpRouter.use(
          createImportRoutes({ ...deps, knex, providers, rootConfig }),
        );
      },
    });
  },
});
