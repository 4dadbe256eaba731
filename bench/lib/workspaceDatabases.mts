import { startPostgres } from '@backstage-bitbucket/test-kit';

/** A database for a backend. */
export interface BenchDatabase {
  /** Under `backend.database`. */
  config: object;
  /** The configuration for one of several backends. The backends share no database. */
  configFor(backend: { id: string; folder: string }): DatabaseConfig;
  close(): Promise<void>;
}

/** Under `backend.database`. */
export interface DatabaseConfig {
  client: string;
  connection: Record<string, string | number>;
  prefix?: string;
}

const databases = {
  /** A file, as on a small machine. */
  async sqlite(folder: string): Promise<BenchDatabase> {
    return {
      config: {
        client: 'better-sqlite3',
        connection: { directory: folder },
      },
      configFor: backend => ({
        client: 'better-sqlite3',
        connection: { directory: backend.folder },
      }),
      close: async () => {},
    };
  },

  async postgres(): Promise<BenchDatabase> {
    const { connection, close } = await startPostgres();
    return {
      config: { client: 'pg', connection },
      configFor: ({ id }) => ({
        client: 'pg',
        connection,
        prefix: `bench_${id}_`,
      }),
      close,
    };
  },
};

export type DatabaseName = keyof typeof databases;

export const databaseNames = Object.keys(databases) as DatabaseName[];

export function openBenchDatabase(
  name: DatabaseName,
  folder: string,
): Promise<BenchDatabase> {
  return databases[name](folder);
}
