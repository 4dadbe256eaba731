import { setTimeout } from 'node:timers/promises';
import {
  canConnect,
  readLayout,
  withDatabase,
} from '../connect/databaseConnections';
import { Settings } from '../settings/Settings';

/** Any number will do that nobody else locks in the same database. */
const LOCK = 746_230_155;
const INTERVAL_MS = 250;

/**
 * Starts an instance while no other one of the same database starts. On an empty database two of
 * them would create the same tables at the same moment: one ends with an error, or both leave a lock
 * of the migrations behind that no later start gets past.
 *
 * The lock is PostgreSQL's, and goes with the connection, however this process ends; and after five
 * minutes, should the connection never be heard of again.
 *
 * @param start - is run once nobody else starts
 * @param tell - hears a sentence when there is somebody to wait for
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
      // Of a transaction, and not of the session, which a connection pooler may give to others.
      await client.query('begin');
      await client.query(
        "set local idle_in_transaction_session_timeout = '5min'",
      );
      for (let isFirst = true; ; isFirst = false) {
        // Without parameters: a query that has some keeps its snapshot until the next one, and for
        // that CREATE INDEX CONCURRENTLY waits, in the migrations of the instance that starts.
        const { rows } = await client.query(
          `select pg_try_advisory_xact_lock(${LOCK}) as mine`,
        );
        if (rows[0].mine) {
          break;
        }
        if (isFirst) {
          tell('Another instance is starting; this one waits for its turn.');
        }
        await setTimeout(INTERVAL_MS);
      }
      await start();
    },
    readLayout(settings).division === 'database' ? 'postgres' : undefined,
  );
}
