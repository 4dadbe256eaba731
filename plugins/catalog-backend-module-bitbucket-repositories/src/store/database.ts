import { openBudgetDatabase } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import {
  type DatabaseService,
  resolvePackagePath,
} from '@backstage/backend-plugin-api';
import { type Knex } from 'knex';

/** The table with the Locations that providers have sent. */
export const ENTITIES_TABLE = 'bitbucket_repositories_entities';

/** Creates and updates the tables of this module. */
export async function migrate(knex: Knex): Promise<void> {
  await knex.migrate.latest({
    directory: resolvePackagePath(
      '@backstage-bitbucket/plugin-catalog-backend-module-bitbucket-repositories',
      'migrations',
    ),
    // The catalog stores its own migrations in the same database.
    tableName: 'bitbucket_repositories_migrations',
  });
}

/** Opens the database of the catalog, with the tables of this module. */
export async function openDatabase(database: DatabaseService): Promise<Knex> {
  const knex = await openBudgetDatabase(database);
  if (!database.migrations?.skip) {
    await migrate(knex);
  }
  return knex;
}
