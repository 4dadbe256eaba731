import { Client, type ClientConfig } from 'pg';

/** The schemas of PostgreSQL itself. */
const OWN_SCHEMAS = `nspname !~ '^pg_' and nspname <> 'information_schema'`;

/** A connection for a backup or a restore, without time limits. */
export class Database {
  readonly #client: Client;

  private constructor(client: Client) {
    this.#client = client;
  }

  static async connect(
    connection: ClientConfig,
    database: string,
  ): Promise<Database> {
    const client = new Client({
      ...connection,
      database,
      application_name: 'portal_backup',
      connectionTimeoutMillis: 10_000,
      statement_timeout: undefined,
    });
    // An error on an idle connection must not end the process. The next query fails.
    client.on('error', () => {});
    try {
      await client.connect();
    } catch (error) {
      throw new Error(
        `backend.database.connection does not lead to the database ${database}. Check it with yarn config:doctor --connect`,
        { cause: error },
      );
    }
    // The role can have a limit of its own.
    await client.query('set statement_timeout = 0');
    return new Database(client);
  }

  close(): Promise<void> {
    return this.#client.end().catch(() => {});
  }

  async query<T>(statement: string): Promise<T[]> {
    return (await this.#client.query(statement)).rows as T[];
  }

  quote(...names: string[]): string {
    return names.map(name => this.#client.escapeIdentifier(name)).join('.');
  }

  /** Returns the major version of the server. */
  async readVersion(): Promise<number> {
    const [{ version }] = await this.query<{ version: number }>(
      "select current_setting('server_version_num')::int / 10000 as version",
    );
    return version;
  }

  /** Begins a transaction that reads one state of the database, and returns its name for `pg_dump`. */
  async beginSnapshot(): Promise<string> {
    await this.query('begin isolation level repeatable read read only');
    await this.query('set local idle_in_transaction_session_timeout = 0');
    const [{ id }] = await this.query<{ id: string }>(
      'select pg_export_snapshot() as id',
    );
    return id;
  }

  /** Returns the names of all tables, as `<schema>.<table>`. */
  async listTables(): Promise<{ schema: string; table: string }[]> {
    return this.query(
      `select nspname as schema, relname as table from pg_class
       join pg_namespace on pg_namespace.oid = relnamespace
       where relkind in ('r', 'p') and not relispartition and ${OWN_SCHEMAS} order by 1, 2`,
    );
  }

  /** Returns the number of rows of all tables. */
  async countRows(): Promise<Record<string, number>> {
    const tables = await this.listTables();
    const counts: Record<string, number> = {};
    for (const { schema, table } of tables) {
      const [{ rows }] = await this.query<{ rows: string }>(
        `select count(*) as rows from ${this.quote(schema, table)}`,
      );
      counts[`${schema}.${table}`] = Number(rows);
    }
    return counts;
  }

  /** Returns the names of the migrations of all plugins, by table. */
  async readMigrations(): Promise<Record<string, string[]>> {
    const tables = (await this.listTables()).filter(({ table }) =>
      table.endsWith('migrations'),
    );
    const migrations: Record<string, string[]> = {};
    for (const { schema, table } of tables) {
      const rows = await this.query<{ name: string }>(
        `select name from ${this.quote(schema, table)} order by name`,
      );
      migrations[`${schema}.${table}`] = rows.map(({ name }) => name);
    }
    return migrations;
  }

  /** Returns the sessions that have not ended, and the newest format of their payload. */
  async readSessions(): Promise<{
    environments: Record<string, number>;
    format: number;
  }> {
    const place = (await this.listTables()).find(
      ({ table }) => table === 'bitbucket_auth_sessions',
    );
    const rows = place
      ? await this.query<{ environment: string; n: string; format: number }>(
          `select environment, count(*) as n, max(format) as format
           from ${this.quote(place.schema, place.table)}
           where ended_at is null group by environment`,
        )
      : [];
    return {
      environments: Object.fromEntries(
        rows.map(({ environment, n }) => [environment, Number(n)]),
      ),
      format: Math.max(0, ...rows.map(({ format }) => format)),
    };
  }

  /** Returns the names of the programs that are connected to this database. */
  async listOtherPrograms(): Promise<string[]> {
    const rows = await this.query<{ program: string | null }>(
      `select application_name as program from pg_stat_activity
       where datname = current_database() and usesysid is not null
       and application_name is distinct from 'portal_backup' and pid <> pg_backend_pid()`,
    );
    return rows.map(({ program }) => program || 'unknown');
  }

  /** Removes all schemas and tables. */
  async clear(): Promise<void> {
    for (const { schema, table } of await this.listTables()) {
      if (schema === 'public') {
        await this.query(`drop table ${this.quote(schema, table)} cascade`);
      }
    }
    await this.dropSchemas();
  }

  /** Removes all schemas except `public`. The start of a portal creates empty ones. */
  async dropSchemas(): Promise<void> {
    const schemas = await this.query<{ name: string }>(
      `select nspname as name from pg_namespace where ${OWN_SCHEMAS} and nspname <> 'public'`,
    );
    for (const { name } of schemas) {
      await this.query(`drop schema ${this.quote(name)} cascade`);
    }
  }
}
