import { findPostgres, startPostgres } from '@backstage-bitbucket/test-kit';
import { type FileServer, startFileServer } from './startFileServer';
import { type Portal, type PortalOptions, startPortal } from './startPortal';

interface Database {
  connection: object;
  close(): Promise<void>;
}

/** The databases of the catalog. `undefined` stands for SQLite in memory. */
export const databases: {
  name: string;
  start: () => Promise<Database | undefined>;
}[] = [
  { name: 'SQLite', start: async () => undefined },
  // Skipped on systems without an npm package for PostgreSQL.
  ...(findPostgres()
    ? [{ name: 'PostgreSQL', start: () => startPostgres() }]
    : []),
];

export interface UsedPortal {
  portal: Portal;
  /** The files that the tests register. */
  files: FileServer;
}

/**
 * Starts a portal and a file server, for all tests of a file or `describe`.
 *
 * @param start - starts the database of the catalog. Default: SQLite in memory
 */
export function usePortal(
  options: Omit<PortalOptions, 'files' | 'database'> = {},
  start: () => Promise<Database | undefined> = async () => undefined,
): UsedPortal {
  const used = {} as UsedPortal;
  let server: Database | undefined;

  beforeAll(async () => {
    used.files = await startFileServer();
    server = await start();
    used.portal = await startPortal({
      ...options,
      files: used.files,
      database: server && { client: 'pg', connection: server.connection },
    });
  }, 120_000);

  afterAll(async () => {
    await used.portal?.stop();
    await server?.close();
    used.files?.close();
  }, 30_000);

  return used;
}
