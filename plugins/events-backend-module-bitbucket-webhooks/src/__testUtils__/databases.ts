import { DatabaseManager } from '@backstage/backend-defaults/database';
import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { findPostgres, startPostgres } from '@backstage-bitbucket/test-kit';
import { type Knex } from 'knex';

/** A database of the events plugin, which several backends share. */
export interface SharedDatabase {
  knex: Knex;
  /** Each backend of a test has its own. */
  createFeature(): ReturnType<typeof createServiceFactory>;
  close(): Promise<void>;
}

async function open(
  database: { client: string; connection: string | object },
  closeServer: () => Promise<void> = async () => {},
): Promise<SharedDatabase> {
  const connections: Knex[] = [];
  const connect = () =>
    DatabaseManager.fromConfig(
      new ConfigReader({ backend: { database: database as never } }),
    ).forPlugin('events', {
      logger: mockServices.logger.mock(),
      lifecycle: mockServices.lifecycle.mock(),
    });
  const first = connect();
  const knex = await first.getClient();
  return {
    knex,
    createFeature: () =>
      createServiceFactory({
        service: coreServices.database,
        deps: {},
        async factory() {
          // Each connection to SQLite in memory is another database.
          const isShared = database.client === 'better-sqlite3';
          const service = isShared ? first : connect();
          connections.push(await service.getClient());
          return service;
        },
      }),
    async close() {
      await Promise.all([knex, ...connections].map(each => each.destroy()));
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
