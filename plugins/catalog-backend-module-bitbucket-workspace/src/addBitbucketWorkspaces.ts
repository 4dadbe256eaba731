import { addIngestionRoute } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import {
  type AuthService,
  type DatabaseService,
  type HttpAuthService,
  type HttpRouterService,
  type LoggerService,
  type PermissionsRegistryService,
  type PermissionsService,
  type SchedulerService,
} from '@backstage/backend-plugin-api';
import { type MetricsService } from '@backstage/backend-plugin-api/alpha';
import { type Config } from '@backstage/config';
import {
  type CatalogProcessingExtensionPoint,
  type CatalogService,
} from '@backstage/plugin-catalog-node';
import { AccountLinks } from './store/AccountLinks';
import { BitbucketAccountLinkProcessor } from './link/BitbucketAccountLinkProcessor';
import { BitbucketIdentifierProcessor } from './catalog/BitbucketIdentifierProcessor';
import {
  BitbucketWorkspaceEntityProvider,
  PROVIDER,
  taskIdOf,
} from './BitbucketWorkspaceEntityProvider';
import { CatalogIndex } from './catalog/CatalogIndex';
import { openDatabase } from './store/database';
import { findConfiguredRefs } from './config/findConfiguredRefs';
import { readProviderConfigs } from './config/providerConfig';
import {
  type BitbucketGroupTransformer,
  type BitbucketUserTransformer,
} from './model/transformers';

/**
 * Adds the processor of identifiers, a provider for each configured workspace, the route with their state, and
 * the link processor if one of them links accounts.
 *
 * @throws InputError that names every wrong key of the configuration
 */
export async function addBitbucketWorkspaces(options: {
  auth: AuthService;
  catalog: CatalogService;
  config: Config;
  database: DatabaseService;
  httpAuth: HttpAuthService;
  httpRouter: HttpRouterService;
  logger: LoggerService;
  metrics: MetricsService;
  permissions: PermissionsService;
  permissionsRegistry: PermissionsRegistryService;
  processing: CatalogProcessingExtensionPoint;
  scheduler: SchedulerService;
  userTransformer?: BitbucketUserTransformer;
  groupTransformer?: BitbucketGroupTransformer;
}): Promise<void> {
  const { processing, scheduler } = options;
  // Runs before the processor that links accounts, and also if no workspace is configured.
  processing.addProcessor(new BitbucketIdentifierProcessor());
  const configs = readProviderConfigs(options.config);
  if (configs.length === 0) {
    return;
  }
  const knex = await openDatabase(options.database);
  addIngestionRoute({
    ...options,
    knex,
    provider: PROVIDER,
    sources: configs.map(config => ({ config, taskId: taskIdOf(config) })),
  });
  const catalog = new CatalogIndex(options.catalog, options.auth);
  for (const config of configs) {
    const taskRunner = scheduler.createScheduledTaskRunner(config.schedule);
    processing.addEntityProvider(
      new BitbucketWorkspaceEntityProvider({
        ...options,
        config,
        knex,
        catalog,
        taskRunner,
        configuredRefs: () => findConfiguredRefs(options.config),
      }),
    );
  }

  const links = new AccountLinks(knex);
  const linking = configs.filter(({ people }) => people === 'link');
  await links.keepOnly(linking.map(({ id }) => id));
  if (linking.length > 0) {
    processing.addProcessor(new BitbucketAccountLinkProcessor(links));
  }
}
