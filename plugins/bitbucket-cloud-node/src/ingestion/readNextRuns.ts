import { type Knex } from 'knex';

/**
 * @seam The scheduler stores its tasks in this table of the plugin. Its service has no method for the time of the
 * next run, and the portal hides its routes:
 * https://github.com/backstage/backstage/blob/v1.55.0/packages/backend-defaults/src/entrypoints/scheduler/database/tables.ts
 * @seamTest plugins/catalog-backend-module-bitbucket-repositories/src/ingestion.test.ts
 */
const TABLE = 'backstage_backend_tasks__tasks';

/** SQLite has a text in UTC without a time zone. */
type Time = Date | string | null;

interface TaskRow {
  id: string;
  /** In the past while the task runs. */
  next_run_start_at: Time;
  /** The time limit of the run. If its process was killed, the next run starts then. */
  current_run_expires_at: Time;
}

/**
 * Returns when tasks of the plugin start next, by the ID of the task. A task that only starts when an operator triggers it
 * has no time. Of a task that runs, it is the earliest time if its process does not end the run.
 *
 * @param knex - a client of the database of the plugin
 */
export async function readNextRuns(knex: Knex): Promise<Map<string, string>> {
  const rows = await knex<TaskRow>(TABLE)
    .whereNotNull('next_run_start_at')
    .select('id', 'next_run_start_at', 'current_run_expires_at');
  return new Map(
    rows.map(({ id, next_run_start_at, current_run_expires_at }) => {
      const times = [next_run_start_at, current_run_expires_at].map(toTime);
      return [id, new Date(Math.max(...times)).toISOString()];
    }),
  );
}

function toTime(time: Time): number {
  return new Date(typeof time === 'string' ? `${time}Z` : time ?? 0).getTime();
}
