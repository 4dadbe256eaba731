import {
  type BitbucketRepository,
  budgetKeyOf,
  RateBudget,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import {
  type AuditorService,
  type HttpAuthService,
  type LoggerService,
  type PermissionsService,
  type UserInfoService,
} from '@backstage/backend-plugin-api';
import { type Config } from '@backstage/config';
import { type CatalogService } from '@backstage/plugin-catalog-node';
import { Router } from 'express';
import { type Knex } from 'knex';
import { type BitbucketRepositoriesProviderConfig } from '../config/providerConfig';
import { createRegistrationRouter } from '../registration/createRegistrationRouter';
import { createImportContext } from './ImportContext';
import { createImportRouter } from './createImportRouter';
import { ImportHandlers } from './ImportHandlers';
import { readImportSettings } from './importSettings';

/** A provider that can read a repository before its next run. */
interface ReadingProvider {
  config: BitbucketRepositoriesProviderConfig;
  readNow(
    asked: { askedAt: number; repository: BitbucketRepository },
    budget: RateBudget,
  ): Promise<void>;
}

/** Creates the routes of the import for all providers, and the registration of files that they read. */
export function createImportRoutes(options: {
  auditor: AuditorService;
  catalog: CatalogService;
  httpAuth: HttpAuthService;
  knex: Knex;
  logger: LoggerService;
  permissions: PermissionsService;
  providers: readonly ReadingProvider[];
  rootConfig: Config;
  userInfo: UserInfoService;
}): Router {
  const { knex, logger, providers, rootConfig } = options;
  const settings = readImportSettings(rootConfig);
  const byContext = new Map(
    providers.map(provider => {
      const { config } = provider;
      const pace = createBudget(config, { knex, logger });
      const context = createImportContext({ config, settings, knex, pace });
      return [context, { provider, pace }] as const;
    }),
  );
  const contexts = [...byContext.keys()];
  const handlers = new ImportHandlers({ ...options, contexts });
  const router = Router();
  router.use(createImportRouter({ ...options, handlers }));
  if (!rootConfig.getOptionalBoolean('catalog.readonly')) {
    router.use(
      createRegistrationRouter({
        ...options,
        contexts,
        readNow: async (context, asked) => {
          const { pace, provider } = byContext.get(context)!;
          await provider.readNow(asked, pace);
        },
      }),
    );
  }
  return router;
}

/** The whole limit of the provider, as for events. A user does not wait until calls are free again. */
function createBudget(
  config: BitbucketRepositoriesProviderConfig,
  { knex, logger }: { knex: Knex; logger: LoggerService },
): RateBudget {
  return new RateBudget({
    knex,
    key: budgetKeyOf(config.credentials),
    limit: config.rateLimit.callsPerHour,
    label: `Import of Bitbucket repositories ${config.id}`,
    logger,
    whenUsedUp: 'fail',
  });
}
