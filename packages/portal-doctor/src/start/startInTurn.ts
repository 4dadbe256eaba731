import { setTimeout } from 'node:timers/promises';
import {
  canConnect,
  readLayout,
  withDatabase,
} from '../connect/databaseConnections';
import { type Settings } from '../settings/Settings';

/** An arbitrary number that only starts and `yarn restore` lock in the same database. */
export const LOCK = 746_230_155;
const INTERVAL_MS = 250;

/**
 * Starts an instance when no other instance of the same database is starting. On an empty database, two
 * instances would create the same tables at the same time. One would end with an error, or both would
 * leave a migration lock that blocks every later start.
 *
 * The lock belongs to PostgreSQL and ends with the connection, however this process ends. PostgreSQL
 * releases it after five minutes if the connection is lost without a notice.
 *
 * @param start - runs when no other instance is starting
 * @param tell - receives a message if another instance is starting
 */
export async function startInTurn(
  settings: Settings,
  start: () => Promise<void>,
  tell: (sentence: string) => void,
): Promise<void> {
  if (!canConnect(settings)) {
    await start();
    return;
  }
  await withDatabase(
    settings,
    async client => {
      // The lock belongs to a transaction, because a connection pooler can share the session with other
      // clients.
      await client.query('begin');
      await client.query(
        "set local idle_in_transaction_session_timeout = '5min'",
      );
      for (let isFirst = true; ; isFirst = false) {
        // The query has no parameters. A query with parameters keeps its snapshot until the next query,
        // and CREATE INDEX CONCURRENTLY waits for that snapshot in the migrations of the starting
        // instance.
        const { rows } = await client.query(
          `select pg_try_advisory_xact_lock(${LOCK}) as mine`,
        );
        if (rows[0].mine) {
          break;
        }
        if (isFirst) {
          tell(
            'Another instance is starting. This instance waits for its turn.',
          );
        }
        await setTimeout(INTERVAL_MS);
      }
      await start();
    },
    readLayout(settings).division === 'database' ? 'postgres' : undefined,
  );
}
