import {
  type BitbucketPace,
  type BitbucketRepository,
  budgetKeyOf,
  RequestUser,
  UserCalls,
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
    pace: BitbucketPace,
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
  const { httpAuth, knex, logger, providers, rootConfig } = options;
  const user = new RequestUser();
  const settings = readImportSettings(rootConfig);
  const byContext = new Map(
    providers.map(provider => {
      const { config } = provider;
      const pace = createBudget(config, { knex, logger, user });
      const context = createImportContext({ config, settings, knex, pace });
      return [context, { provider, pace }] as const;
    }),
  );
  const contexts = [...byContext.keys()];
  const handlers = new ImportHandlers({ ...options, contexts });
  const router = Router();
  // The other routes of the catalog do not call Bitbucket here.
  const forUser = user.createHandler(httpAuth);
  router.use('/bitbucket/import', forUser).post('/locations', forUser);
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

/** The whole limit of the provider, as for events. Users do not wait until calls are free again. */
function createBudget(
  config: BitbucketRepositoriesProviderConfig,
  deps: { knex: Knex; logger: LoggerService; user: RequestUser },
): UserCalls {
  return new UserCalls({
    ...deps,
    key: budgetKeyOf(config.credentials),
    limit: config.rateLimit.callsPerHour,
    label: `Import of Bitbucket repositories ${config.id}`,
  });
}
