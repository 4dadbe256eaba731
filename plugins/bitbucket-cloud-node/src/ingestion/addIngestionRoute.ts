import {
  type HttpAuthService,
  type HttpRouterService,
  type LoggerService,
  type PermissionsRegistryService,
  type PermissionsService,
} from '@backstage/backend-plugin-api';
import {
  type BitbucketIngestionResponse,
  bitbucketIngestionReadPermission,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { type Config } from '@backstage/config';
import { NotAllowedError } from '@backstage/errors';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { type Request } from 'express';
import createRouter from 'express-promise-router';
import { type Knex } from 'knex';
import {
  type IngestionStateSource,
  readIngestionState,
} from './readIngestionState';
import { readNextRuns } from './readNextRuns';

/**
 * Options of {@link addIngestionRoute}.
 *
 * @public
 */
export interface IngestionRouteOptions {
  /** The root configuration, with `permission.enabled`. */
  config: Config;
  /** Authenticates users. */
  httpAuth: HttpAuthService;
  /** The router of the catalog. */
  httpRouter: HttpRouterService;
  /** A client of the database with the runs: {@link openBudgetDatabase}. */
  knex: Knex;
  /** Receives a warning if the next runs are unknown. */
  logger: LoggerService;
  /** Checks the permission. */
  permissions: PermissionsService;
  /** Receives the permission. */
  permissionsRegistry: PermissionsRegistryService;
  /** The key under `catalog.providers`, which is also the last segment of the path. */
  provider: string;
  /** All providers under that key. */
  sources: readonly IngestionStateSource[];
}

/**
 * Adds `GET /bitbucket/ingestion/<provider>` to the plugin, for users with the permission
 * `bitbucket.ingestion.read`.
 *
 * @public
 */
export function addIngestionRoute(options: IngestionRouteOptions): void {
  const { httpRouter, knex, logger, permissionsRegistry, provider, sources } =
    options;
  permissionsRegistry.addPermissions([bitbucketIngestionReadPermission]);
  const router = createRouter();
  router.get(`/bitbucket/ingestion/${provider}`, async (req, res) => {
    await requirePermission(req, options);
    const nextRuns = await readNextRuns(knex).catch(error => {
      logger.warn(
        `The next runs of ${provider} are unknown, because the table of the scheduler cannot be read: ${error}`,
      );
      return new Map<string, string>();
    });
    const states = [];
    for (const source of sources) {
      states.push(await readIngestionState(source, { ...options, nextRuns }));
    }
    const response: BitbucketIngestionResponse = { states };
    res.setHeader('Cache-Control', 'no-store');
    res.json(response);
  });
  httpRouter.use(router);
}

async function requirePermission(
  req: Request,
  { config, httpAuth, permissions }: IngestionRouteOptions,
) {
  const credentials = await httpAuth.credentials(req, { allow: ['user'] });
  // Without permissions every user would be an administrator.
  if (config.getOptionalBoolean('permission.enabled') !== true) {
    throw new NotAllowedError(
      'The state of the ingestion can be read only with permission.enabled: true in the configuration of the portal.',
    );
  }
  const [{ result }] = await permissions.authorize(
    [{ permission: bitbucketIngestionReadPermission }],
    { credentials },
  );
  if (result !== AuthorizeResult.ALLOW) {
    throw new NotAllowedError(
      'Only an administrator of the portal can read the state of the ingestion.',
    );
  }
}
