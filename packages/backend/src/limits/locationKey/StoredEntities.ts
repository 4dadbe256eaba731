import { DatabaseService } from '@backstage/backend-plugin-api';
import { ANNOTATION_LOCATION } from '@backstage/catalog-model';

/** The number of entities in one query. */
const QUERY_SIZE = 100;

/**
 * Reads which file brought an entity.
 *
 * @seam An entity that the catalog has not processed yet is in the table `refresh_state` only, and so is its location
 * key: https://github.com/backstage/backstage/blob/v1.55.0/plugins/catalog-backend/src/database/tables.ts
 */
export class StoredEntities {
  constructor(private readonly database: DatabaseService) {}

  /**
   * Finds the files (`url:https://…`) of entities. The result omits an entity that the catalog does not have, or has
   * under another key.
   *
   * @param keyOf - returns the location key for a file
   */
  async findFiles(
    entityRefs: string[],
    keyOf: (file: string) => string,
  ): Promise<Map<string, string>> {
    const knex = await this.database.getClient();
    const files = new Map<string, string>();
    for (let i = 0; i < entityRefs.length; i += QUERY_SIZE) {
      const rows = await knex('refresh_state')
        .whereIn('entity_ref', entityRefs.slice(i, i + QUERY_SIZE))
        .select('entity_ref', 'location_key', 'unprocessed_entity');
      for (const { entity_ref, location_key, unprocessed_entity } of rows) {
        const { metadata } = JSON.parse(unprocessed_entity);
        const file = metadata.annotations?.[ANNOTATION_LOCATION];
        if (file !== undefined && location_key === keyOf(file)) {
          files.set(entity_ref, file);
        }
      }
    }
    return files;
  }
}
