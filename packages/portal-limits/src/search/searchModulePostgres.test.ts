import { databaseServiceFactory } from '@backstage/backend-defaults/database';
import {
  coreServices,
  createBackendModule,
  type DatabaseService,
} from '@backstage/backend-plugin-api';
import searchPlugin from '@backstage/plugin-search-backend';
import { searchModulePostgres as searchModule } from './searchModulePostgres';
import {
  findPostgres,
  startPostgres,
  type Postgres,
} from '@backstage-bitbucket/test-kit';
import {
  type LimitedBackend,
  startLimitedBackend,
} from '../__testUtils__/startLimitedBackend';

const withPostgres = findPostgres() ? describe : describe.skip;

withPostgres('a search (skipped where PostgreSQL is not installed)', () => {
  let backend: LimitedBackend;
  let database: DatabaseService;
  let server: Postgres;

  beforeAll(async () => {
    server = await startPostgres();
    const connection = {
      ...server.connection,
      statement_timeout: 600_000,
    };
    const knexConfig = { pool: { min: 0, max: 1 } };
    const tables = createBackendModule({
      pluginId: 'search',
      moduleId: 'tables-of-a-test',
      register: reg =>
        reg.registerInit({
          deps: { service: coreServices.database },
          init: async ({ service }) => {
            database = service;
          },
        }),
    });
    backend = await startLimitedBackend(
      [databaseServiceFactory, searchPlugin, searchModule, tables],
      { backend: { database: { client: 'pg', connection, knexConfig } } },
    );
  }, 60_000);

  afterAll(async () => {
    await backend?.stop();
    await server?.close();
  });

  it('is canceled after 10 seconds, but other statements of its connection are not', async () => {
    const client = await database.getClient();
    await client.raw('alter table documents rename to stored_documents');
    await client.raw(
      `create view documents as select 'techdocs' as type, to_tsvector('pump') as body,
        jsonb_build_object('title', '', 'location', '/', 'text', current_setting('statement_timeout')) as document`,
    );
    const { text } = await backend.send('/api/search/query?term=pump');
    expect(JSON.parse(text).results[0].document.text).toBe('10s');
    const { rows } = await client.raw('show statement_timeout');
    expect(rows).toEqual([{ statement_timeout: '10min' }]);
  });
});
