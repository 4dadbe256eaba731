import { DatabaseManager } from '@backstage/backend-defaults/database';
import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { findPostgres, startPostgres } from '@backstage-bitbucket/test-kit';
import { type Knex } from 'knex';

/** A database of this plugin. */
export interface TestDatabase {
  knex: Knex;
  close(): Promise<void>;
}

async function open(
  database: { client: string; connection: string | object },
  closeServer: () => Promise<void> = async () => {},
): Promise<TestDatabase> {
  const knex = await DatabaseManager.fromConfig(
    new ConfigReader({ backend: { database: database as never } }),
  )
    .forPlugin('bitbucket-cloud', {
      logger: mockServices.logger.mock(),
      lifecycle: mockServices.lifecycle.mock(),
    })
    .getClient();
  return {
    knex,
    async close() {
      await knex.destroy();
      await closeServer();
    },
  };
}

/** The supported databases. PostgreSQL is skipped on systems without an npm package for it. */
export const databases = [
  {
    name: 'SQLite',
    open: () => open({ client: 'better-sqlite3', connection: ':memory:' }),
  },
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
