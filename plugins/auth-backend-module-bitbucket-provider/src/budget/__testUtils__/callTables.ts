import { DatabaseManager } from '@backstage/backend-defaults/database';
import { type LifecycleService } from '@backstage/backend-plugin-api';
import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { findPostgres, startPostgres } from '@backstage-bitbucket/test-kit';

const databases = [
  {
    name: 'SQLite',
    start: async () => ({
      database: { client: 'better-sqlite3', connection: ':memory:' },
      close: async () => {},
    }),
  },
  // Skipped on systems without an npm package for PostgreSQL.
  ...(findPostgres()
    ? [
        {
          name: 'PostgreSQL',
          async start() {
            const { connection, close } = await startPostgres();
            return { database: { client: 'pg', connection }, close };
          },
        },
      ]
    : []),
];

/** Databases with an empty table `bitbucket_auth_calls`. */
export const callTables = databases.map(({ name, start }) => ({
  name,
  async open() {
    const { database, close } = await start();
    const shutdown: Array<() => unknown> = [];
    const lifecycle = {
      addStartupHook() {},
      addShutdownHook: hook => shutdown.push(hook),
    } as LifecycleService;
    const knex = await DatabaseManager.fromConfig(
      new ConfigReader({ backend: { database } }),
    )
      .forPlugin('auth', { logger: mockServices.logger.mock(), lifecycle })
      .getClient();
    await knex.schema.createTable('bitbucket_auth_calls', table => {
      table.string('consumer_hash', 64).notNullable();
      table.bigInteger('minute').notNullable();
      table.integer('calls').notNullable();
      table.primary(['consumer_hash', 'minute']);
    });
    return {
      knex,
      async close() {
        await knex.destroy();
        await close();
      },
    };
  },
}));
