import {
  coreServices,
  createBackendModule,
  type DatabaseService,
} from '@backstage/backend-plugin-api';

type Knex = Awaited<ReturnType<DatabaseService['getClient']>>;

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
