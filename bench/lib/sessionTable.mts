import type { DatabaseService } from '@backstage/backend-plugin-api';
import { createSourceRequire } from 'tools/lib/workspace.mts';
import type { DatabaseConfig } from './workspaceDatabases.mts';

const table = 'bitbucket_auth_sessions';

const quiet = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  child: () => quiet,
};

/** The size of the table. */
export interface SessionTableSize {
  rows: number;
  /** Rows of sessions that have not ended. */
  live: number;
  /** Size of the table and its indexes. */
  bytes: number;
}

type Knex = Awaited<ReturnType<DatabaseService['getClient']>>;

/** The session table of a backend that runs in another process. */
export class SessionTable {
  readonly #knex: Knex;
  readonly #client: string;

  private constructor(knex: Knex, client: string) {
    this.#knex = knex;
    this.#client = client;
  }

  static async open(database: DatabaseConfig): Promise<SessionTable> {
    const require = createSourceRequire(import.meta.url);
    const { DatabaseManager } =
      require('@backstage/backend-defaults/database') as typeof import('@backstage/backend-defaults/database');
    const { ConfigReader } =
      require('@backstage/config') as typeof import('@backstage/config');
    const service = DatabaseManager.fromConfig(
      new ConfigReader({ backend: { database: { ...database } } }),
    ).forPlugin('auth', {
      logger: quiet,
      lifecycle: { addShutdownHook: () => {}, addStartupHook: () => {} },
    });
    return new SessionTable(await service.getClient(), database.client);
  }

  async measure(): Promise<SessionTableSize> {
    const rows = await this.#knex(table).count({ number: '*' });
    const live = await this.#knex(table)
      .whereNull('ended_at')
      .count({ number: '*' });
    return {
      rows: Number(rows[0].number),
      live: Number(live[0].number),
      bytes: await this.#bytes(),
    };
  }

  async close(): Promise<void> {
    await this.#knex.destroy();
  }

  async #bytes(): Promise<number> {
    if (this.#client === 'pg') {
      const { rows } = await this.#knex.raw(
        'SELECT pg_total_relation_size(?) AS bytes',
        [table],
      );
      return Number(rows[0].bytes);
    }
    const [{ bytes }] = await this.#knex.raw(
      `SELECT SUM(pgsize) AS bytes FROM dbstat WHERE aggregate = TRUE AND name IN
       (SELECT name FROM sqlite_master WHERE tbl_name = ?)`,
      [table],
    );
    return Number(bytes);
  }
}
