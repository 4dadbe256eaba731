import {
  type DatabaseService,
  resolvePackagePath,
} from '@backstage/backend-plugin-api';
import { type Knex } from 'knex';
import { setTimeout as sleep } from 'node:timers/promises';

/** The migrations take milliseconds. */
const ATTEMPTS = 50;
const PAUSE_MS = 100;

/**
 * Opens the database of a plugin, with the tables of {@link RateBudget} and {@link IngestionRuns}. All
 * modules of the plugin share these tables.
 *
 * @public
 */
export async function openBudgetDatabase(
  database: DatabaseService,
): Promise<Knex> {
  const knex = await database.getClient();
  if (!database.migrations?.skip) {
    await migrate(knex);
  }
  return knex;
}

/** Backstage starts the modules of a plugin at the same time, and each of them migrates. */
async function migrate(knex: Knex, attempt = 1): Promise<void> {
  try {
    await knex.migrate.latest({
      directory: resolvePackagePath(
        '@backstage-bitbucket/plugin-bitbucket-cloud-node',
        'migrations',
      ),
      // The plugin and its other modules store their own migrations in the same database.
      tableName: 'bitbucket_cloud_migrations',
    });
  } catch (error) {
    if (attempt >= ATTEMPTS || !isOfOtherModule(error)) {
      throw error;
    }
    await sleep(PAUSE_MS);
    await migrate(knex, attempt + 1);
  }
}

/** Returns whether another module migrates: it holds the lock, or has created a table in between. */
function isOfOtherModule(error: unknown): boolean {
  const { message, name } = error as Error;
  return (
    name === 'MigrationLocked' ||
    /already exists|already locked|duplicate key/i.test(message)
  );
}
