import {
  type DatabaseService,
  resolvePackagePath,
} from '@backstage/backend-plugin-api';

/** A client of the auth plugin's database. */
export type Knex = Awaited<ReturnType<DatabaseService['getClient']>>;

/** Returns a client after running the migrations, unless the configuration skips them. */
export async function migrate(database: DatabaseService): Promise<Knex> {
  const knex = await database.getClient();
  if (!database.migrations?.skip) {
    await knex.migrate.latest({
      directory: resolvePackagePath(
        '@backstage-bitbucket/plugin-auth-backend-module-bitbucket-provider',
        'migrations',
      ),
      // The auth backend stores its own migrations in the same database.
      tableName: 'bitbucket_auth_migrations',
    });
  }
  if (isSqlite(knex)) {
    // A commit does not wait for the disk. SQLite is for development, where losing the last sign-in in a
    // power cut is acceptable.
    await knex.raw('pragma journal_mode = wal');
    await knex.raw('pragma synchronous = normal');
  }
  return knex;
}

/** Returns whether the database is SQLite. Otherwise it is PostgreSQL. */
export function isSqlite(knex: Knex): boolean {
  return /sqlite/.test(knex.client.config.client);
}
