import { databasesOf } from '@backstage-bitbucket/test-kit/databases';

export type { TestDatabase } from '@backstage-bitbucket/test-kit/databases';

/** The databases for tests in a table. */
export const databases = databasesOf('catalog');
