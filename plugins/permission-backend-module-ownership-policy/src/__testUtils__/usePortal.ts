import {
  databaseServers,
  type DatabaseServer,
} from '@backstage-bitbucket/test-kit';
import { type FileServer, startFileServer } from './startFileServer';
import { type Portal, type PortalOptions, startPortal } from './startPortal';

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
  start: () => Promise<DatabaseServer> = databaseServers[0].start,
): UsedPortal {
  const used = {} as UsedPortal;
  let server: DatabaseServer | undefined;

  beforeAll(async () => {
    used.files = await startFileServer();
    server = await start();
    used.portal = await startPortal({
      ...options,
      files: used.files,
      database: server.config,
    });
  }, 120_000);

  afterAll(async () => {
    await used.portal?.stop();
    await server?.close();
    used.files?.close();
  }, 30_000);

  return used;
}
