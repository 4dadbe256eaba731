import {
  coreServices,
  createBackendModule,
  type DatabaseService,
} from '@backstage/backend-plugin-api';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPostgres, startPostgres } from '@backstage-bitbucket/test-kit';

type Knex = Awaited<ReturnType<DatabaseService['getClient']>>;

/** An empty database. */
export interface CatalogDatabase {
  /** For `backend.database`. */
  config: object;
  close(): Promise<void>;
}

/** The databases for tests in a table. PostgreSQL is omitted if it is not installed. */
export const catalogDatabases: {
  name: string;
  start(): Promise<CatalogDatabase>;
}[] = [
  { name: 'SQLite', start: startSqlite },
  ...(findPostgres() ? [{ name: 'PostgreSQL', start: startPostgresql }] : []),
];

async function startSqlite(): Promise<CatalogDatabase> {
  const directory = mkdtempSync(join(tmpdir(), 'catalog-'));
  return {
    config: { client: 'better-sqlite3', connection: { directory } },
    close: async () => rmSync(directory, { recursive: true, force: true }),
  };
}

async function startPostgresql(): Promise<CatalogDatabase> {
  const { connection, close } = await startPostgres();
  return { config: { client: 'pg', connection }, close };
}

/** The catalog tables of a backend that has the module. */
export class CatalogTables {
  knex!: Knex;

  createModule() {
    return createBackendModule({
      pluginId: 'catalog',
      moduleId: 'tables-of-a-test',
      register: reg =>
        reg.registerInit({
          deps: { database: coreServices.database },
          init: async ({ database }) => {
            this.knex = await database.getClient();
          },
        }),
    });
  }

  /** Returns the sources of each entity, keyed by entity reference. */
  async listSources(): Promise<Record<string, { key: string; by: string[] }>> {
    const rows = await this.knex('refresh_state as entity')
      .leftJoin('refresh_state_references as reference', {
        'reference.target_entity_ref': 'entity.entity_ref',
      })
      .select('entity_ref', 'location_key', 'source_key', 'source_entity_ref');
    const sources: Record<string, { key: string; by: string[] }> = {};
    for (const row of rows) {
      const { by } = (sources[row.entity_ref] ??= {
        key: row.location_key,
        by: [],
      });
      by.push(row.source_entity_ref ?? row.source_key);
    }
    return sources;
  }
}
