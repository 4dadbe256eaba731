import {
  type AuthService,
  type LoggerService,
  type SchedulerService,
} from '@backstage/backend-plugin-api';
import { type CatalogService } from '@backstage/plugin-catalog-node';
import { type CatalogProblems } from '../store/CatalogProblems';

/** The ID of the task in the scheduler. */
export const RETRY_TASK = 'bitbucket-repositories-conflicts';

/**
 * Adds an entity from the second file after the first file gave it up. The catalog itself does not: it has processed the
 * second file already, and does nothing while the result stays the same.
 */
export async function retryRefused(options: {
  auth: AuthService;
  catalog: CatalogService;
  logger: LoggerService;
  problems: CatalogProblems;
  scheduler: SchedulerService;
}): Promise<void> {
  const { auth, catalog, logger, problems, scheduler } = options;
  await scheduler.scheduleTask({
    id: RETRY_TASK,
    // The catalog removes orphans every 30 seconds.
    frequency: { seconds: 30 },
    initialDelay: { seconds: 30 },
    timeout: { minutes: 1 },
    async fn() {
      const credentials = await auth.getOwnServiceCredentials();
      for (const { entityRef, processedBy, target } of await problems.retry()) {
        logger.info(
          `Bitbucket repositories: no file keeps ${entityRef} any more, so the catalog processes ${target} again`,
        );
        await catalog.refreshEntity(processedBy, { credentials });
      }
    },
  });
}
