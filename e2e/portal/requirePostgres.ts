import { installPostgres } from '@backstage-bitbucket/test-kit';
import type { TestInfo } from '@playwright/test';

/** Returns the folder of a PostgreSQL server with `pg_dump`. Skips the test if this machine has no such server. */
export function requirePostgres(testInfo: TestInfo): string {
  const found = installPostgres();
  if ('missing' in found) {
    testInfo.skip(true, found.missing);
    throw new Error(found.missing);
  }
  return found.folder;
}
