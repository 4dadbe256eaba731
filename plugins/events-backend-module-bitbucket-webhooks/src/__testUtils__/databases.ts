import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { connectToDatabase } from '@backstage-bitbucket/test-kit/databases';
import {
  databaseServers,
  type DatabaseServer,
} from '@backstage-bitbucket/test-kit';
import { type Knex } from 'knex';

/** A database of the events plugin, which several backends share. */
export interface SharedDatabase {
  knex: Knex;
  /** Each backend of a test has its own. */
  createFeature(): ReturnType<typeof createServiceFactory>;
  close(): Promise<void>;
}

async function share(server: DatabaseServer): Promise<SharedDatabase> {
  const connections: Knex[] = [];
  const first = await connectToDatabase('events', server);
  const knex = await first.getClient();
  return {
    knex,
    createFeature: () =>
      createServiceFactory({
        service: coreServices.database,
        deps: {},
        async factory() {
          // Each connection to SQLite in memory is another database.
          const isShared = server.config.client === 'better-sqlite3';
          const service = isShared
            ? first
            : await connectToDatabase('events', server);
          connections.push(await service.getClient());
          return service;
        },
      }),
    async close() {
      await Promise.all([knex, ...connections].map(each => each.destroy()));
      await server.close();
    },
  };
}

/** The databases for tests in a table. */
export const databases = databaseServers.map(({ name, start }) => ({
  name,
  open: async () => share(await start()),
}));
