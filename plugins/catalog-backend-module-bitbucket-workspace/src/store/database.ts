import {
  type DatabaseService,
  resolvePackagePath,
} from '@backstage/backend-plugin-api';
import { type Knex } from 'knex';

/** One row of `bitbucket_workspace_entities`. */
export interface EntityRow {
  provider_id: string;
  key: string;
  entity_ref: string;
  name: string;
  state: 'present' | 'pending' | 'gone';
  digest: string;
}

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

/** One row of `bitbucket_workspace_calls`. */
export interface CallsRow {
  budget_key: string;
  minute: number;
  calls: number;
}

/** Rows per statement: databases limit the number of values in a statement. */
export const ROWS_PER_STATEMENT = 100;

/** Opens the database of the catalog, with the tables of this module. */
export async function openDatabase(database: DatabaseService): Promise<Knex> {
  const knex = await database.getClient();
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

export function* inChunks<T>(items: readonly T[]): Generator<T[]> {
  for (let start = 0; start < items.length; start += ROWS_PER_STATEMENT) {
    yield items.slice(start, start + ROWS_PER_STATEMENT);
  }
}
