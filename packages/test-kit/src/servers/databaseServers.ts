import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPostgres, startPostgres } from './startPostgres.ts';

/** An empty database server. */
export interface DatabaseServer {
  /** For `backend.database`. */
  config: { client: string; connection: object | string };
  close(): Promise<void>;
}

export interface DatabaseServerOptions {
  /** Whether another start of the portal finds the data. Default: SQLite keeps them in memory only. */
  isKept?: boolean;
}

/** The supported databases, for tests in a table. PostgreSQL is omitted on systems without an npm package for it. */
export const databaseServers: {
  name: string;
  start(options?: DatabaseServerOptions): Promise<DatabaseServer>;
}[] = [
  { name: 'SQLite', start: startSqlite },
  ...(findPostgres()
    ? [{ name: 'PostgreSQL', start: startEmptyPostgres }]
    : []),
];

async function startSqlite({ isKept = false }: DatabaseServerOptions = {}) {
  const client = 'better-sqlite3';
  if (!isKept) {
    return {
      config: { client, connection: ':memory:' },
      close: async () => {},
    };
  }
  const directory = mkdtempSync(join(tmpdir(), 'sqlite-'));
  return {
    config: { client, connection: { directory } },
    close: async () => rmSync(directory, { recursive: true, force: true }),
  };
}

async function startEmptyPostgres() {
  const { connection, close } = await startPostgres();
  return { config: { client: 'pg', connection }, close };
}
