import {
  type DatabaseService,
  resolvePackagePath,
} from '@backstage/backend-plugin-api';
import { type Knex } from 'knex';

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
    await knex.migrate.latest({
      directory: resolvePackagePath(
        '@backstage-bitbucket/plugin-bitbucket-cloud-node',
        'migrations',
      ),
      // The plugin and its other modules store their own migrations in the same database.
      tableName: 'bitbucket_cloud_migrations',
    });
  }
  return knex;
}
