import { openBudgetDatabase } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import {
  type DatabaseService,
  resolvePackagePath,
} from '@backstage/backend-plugin-api';
import { type Knex } from 'knex';

/** One row of `bitbucket_workspace_links`. */
export interface LinkRow {
  provider_id: string;
  entity_ref: string;
  email: string;
  user_id: string;
  username: string | null;
  account_id: string | null;
}

/** One row of `bitbucket_workspace_subjects`. */
export interface SubjectRow {
  provider_id: string;
  key: string;
  value: string;
}

/** The table with the entities that providers have sent. */
export const ENTITIES_TABLE = 'bitbucket_workspace_entities';

/** Opens the database of the catalog, with the tables of this module. */
export async function openDatabase(database: DatabaseService): Promise<Knex> {
  const knex = await openBudgetDatabase(database);
  if (!database.migrations?.skip) {
    await knex.migrate.latest({
      directory: resolvePackagePath(
        '@backstage-bitbucket/plugin-catalog-backend-module-bitbucket-workspace',
        'migrations',
      ),
      // The catalog stores its own migrations in the same database.
      tableName: 'bitbucket_workspace_migrations',
    });
  }
  return knex;
}
