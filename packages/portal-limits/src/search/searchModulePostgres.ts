import {
  coreServices,
  createBackendModule,
  DatabaseService,
} from '@backstage/backend-plugin-api';
import {
  DatabaseDocumentStore,
  PgSearchEngine,
} from '@backstage/plugin-search-backend-module-pg';
import { searchEngineRegistryExtensionPoint } from '@backstage/plugin-search-backend-node/alpha';

const QUERY_TIMEOUT_MS = 10_000;

/**
 * @seam A query runs in a transaction of its own, which ends with the setting:
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
 * Searches in PostgreSQL, where the database of the portal is PostgreSQL, as Backstage's module does. PostgreSQL
 * cancels a search after 10 seconds, also if nobody waits for it any more. The index, which uses the same
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
