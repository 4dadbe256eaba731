import {
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
import { ServiceUnavailableError } from '@backstage/errors';
import { type CatalogService } from '@backstage/plugin-catalog-node';
import { type Router } from 'express';
import { type Knex } from 'knex';
import { type BitbucketRepositoriesProviderConfig } from '../config/providerConfig';
import { createImportContext } from './ImportContext';
import { createImportRouter } from './createImportRouter';
import { ImportHandlers } from './ImportHandlers';
import { readImportSettings } from './importSettings';

/** Creates the routes of the import for all providers. */
export function createImportRoutes(options: {
  auditor: AuditorService;
  catalog: CatalogService;
  configs: readonly BitbucketRepositoriesProviderConfig[];
  httpAuth: HttpAuthService;
  knex: Knex;
  logger: LoggerService;
  permissions: PermissionsService;
  rootConfig: Config;
  userInfo: UserInfoService;
}): Router {
  const { configs, knex, logger, rootConfig } = options;
  const settings = readImportSettings(rootConfig);
  const contexts = configs.map(config =>
    createImportContext({
      config,
      settings,
      knex,
      pace: createBudget(config, { knex, logger }),
    }),
  );
  const handlers = new ImportHandlers({ ...options, contexts });
  return createImportRouter({ ...options, handlers });
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
    clock: {
      now: Date.now,
      sleep: async milliseconds => {
        const minutes = Math.ceil(milliseconds / 60_000);
        throw new ServiceUnavailableError(
          `The portal has used up the requests that Bitbucket allows in an hour. Try again in ${minutes} minutes.`,
        );
      },
    },
  });
}
