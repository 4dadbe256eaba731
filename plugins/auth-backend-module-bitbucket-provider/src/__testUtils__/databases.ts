import { DatabaseManager } from '@backstage/backend-defaults/database';
import {
  type DatabaseService,
  type LifecycleService,
} from '@backstage/backend-plugin-api';
import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { findPostgres, startPostgres } from '@backstage-bitbucket/test-kit';
import { type Knex } from '../database/migrate';

/** An empty database of the auth plugin. */
export interface TestDatabase {
  service: DatabaseService;
  knex: Knex;
  close(): Promise<void>;
}

async function open(
  database: { client: string; connection: string | object },
  close: () => Promise<void> = async () => {},
): Promise<TestDatabase> {
  const lifecycle = {
    addStartupHook() {},
    addShutdownHook() {},
  } as LifecycleService;
  const service = DatabaseManager.fromConfig(
    new ConfigReader({
      backend: {
        database: database as { client: string; connection: string },
      },
    }),
  ).forPlugin('auth', { logger: mockServices.logger.mock(), lifecycle });
  const knex = await service.getClient();
  return {
    service,
    knex,
    async close() {
      await knex.destroy();
      await close();
    },
  };
}

/** Opens an empty SQLite database, which several instances can share. */
export const openSqlite = () =>
  open({ client: 'better-sqlite3', connection: ':memory:' });

/** The supported databases. PostgreSQL is skipped on systems without an npm package for it. */
export const databases = [
  { name: 'SQLite', open: openSqlite },
  ...(findPostgres()
    ? [
        {
          name: 'PostgreSQL',
          async open() {
            const { connection, close } = await startPostgres();
            return open({ client: 'pg', connection }, close);
          },
        },
      ]
    : []),
];
