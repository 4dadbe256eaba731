import {
  coreServices,
  createBackendModule,
  type DatabaseService,
} from '@backstage/backend-plugin-api';
import {
  DatabaseDocumentStore,
  PgSearchEngine,
} from '@backstage/plugin-search-backend-module-pg';
import { searchEngineRegistryExtensionPoint } from '@backstage/plugin-search-backend-node/alpha';

const QUERY_TIMEOUT_MS = 10_000;

/**
 * @seam A query runs in its own transaction, and the setting ends with the transaction:
 * https://github.com/backstage/backstage/blob/v1.55.0/plugins/search-backend-module-pg/src/PgSearchEngine/PgSearchEngine.ts
 */
async function createStore(database: DatabaseService) {
  const store = await DatabaseDocumentStore.create(database);
  const query = store.query.bind(store);
  store.query = async (tx, searchQuery) => {
    await tx.raw(`set local statement_timeout = ${QUERY_TIMEOUT_MS}`);
    return query(tx, searchQuery);
  };
  return store;
}

/**
 * Searches in PostgreSQL if the portal's database is PostgreSQL, like Backstage's module. PostgreSQL
 * cancels a search after 10 seconds, even if its client has disconnected. Indexing, which uses the same
 * connections, can take longer.
 *
 * @public
 */
export const searchModulePostgres = createBackendModule({
  pluginId: 'search',
  moduleId: 'postgres-engine',
  register(reg) {
    reg.registerInit({
      deps: {
        config: coreServices.rootConfig,
        database: coreServices.database,
        engines: searchEngineRegistryExtensionPoint,
        logger: coreServices.logger,
      },
      async init({ config, database, engines, logger }) {
        if (await PgSearchEngine.supported(database)) {
          const store = await createStore(database);
          engines.setSearchEngine(new PgSearchEngine(store, config, logger));
        }
      },
    });
  },
});
