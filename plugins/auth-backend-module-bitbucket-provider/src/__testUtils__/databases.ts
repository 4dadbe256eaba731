import { databasesOf } from '@backstage-bitbucket/test-kit/databases';

export type { TestDatabase } from '@backstage-bitbucket/test-kit/databases';

/** The databases for tests in a table. */
export const databases = databasesOf('auth');

/** Opens an empty SQLite database, which several instances can share. */
export const openSqlite = databases[0].open;
