// A separate entry, so that other users of this package do not have to load Backstage.
import { DatabaseManager } from '@backstage/backend-defaults/database';
import { mockServices } from '@backstage/backend-test-utils';
import type {
  DatabaseService,
  LifecycleService,
} from '@backstage/backend-plugin-api';
import {
  databaseServers,
  type DatabaseServer,
} from './servers/databaseServers.ts';

/** The connections of one plugin to an empty database. */
export interface TestDatabase {
  service: DatabaseService;
  knex: Awaited<ReturnType<DatabaseService['getClient']>>;
  /** Closes the connections and the server. */
  close(): Promise<void>;
}

/** The supported databases of a plugin, for tests in a table: see {@link databaseServers}. */
export function databasesOf(
  pluginId: string,
): { name: string; open(): Promise<TestDatabase> }[] {
  return databaseServers.map(({ name, start }) => ({
    name,
    async open() {
      const server = await start();
      const service = await connectToDatabase(pluginId, server);
      const knex = await service.getClient();
      return {
        service,
        knex,
        async close() {
          await knex.destroy();
          await server.close();
        },
      };
    },
  }));
}

/** Returns the database service of a plugin, with its own connections. */
export async function connectToDatabase(
  pluginId: string,
  { config }: DatabaseServer,
): Promise<DatabaseService> {
  const lifecycle: LifecycleService = {
    addStartupHook() {},
    addShutdownHook() {},
  };
  return DatabaseManager.fromConfig(
    mockServices.rootConfig({
      data: { backend: { database: { ...config } } },
    }),
  ).forPlugin(pluginId, { logger: mockServices.logger.mock(), lifecycle });
}
