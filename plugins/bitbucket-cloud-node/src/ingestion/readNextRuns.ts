import { type Knex } from 'knex';

/**
 * @seam The scheduler stores its tasks in this table of the plugin. Its service has no method for the time of the
 * next run, and the portal hides its routes:
 * https://github.com/backstage/backstage/blob/v1.55.0/packages/backend-defaults/src/entrypoints/scheduler/database/tables.ts
 * @seamTest plugins/catalog-backend-module-bitbucket-repositories/src/ingestion.test.ts
 */
const TABLE = 'backstage_backend_tasks__tasks';

interface TaskRow {
  id: string;
  /** SQLite has a text in UTC without a time zone. */
  next_run_start_at: Date | string | null;
  /** Set while the task runs. */
  current_run_ticket: string | null;
}

/**
 * Returns when tasks of the plugin start next, by the ID of the task. A task that runs, or that only starts when an
 * operator triggers it, has no time.
 *
 * @param knex - a client of the database of the plugin
 */
export async function readNextRuns(knex: Knex): Promise<Map<string, string>> {
  const rows = await knex<TaskRow>(TABLE)
    .whereNull('current_run_ticket')
    .whereNotNull('next_run_start_at')
    .select('id', 'next_run_start_at');
  return new Map(
    rows.map(({ id, next_run_start_at: time }) => [
      id,
      new Date(typeof time === 'string' ? `${time}Z` : time!).toISOString(),
    ]),
  );
}
