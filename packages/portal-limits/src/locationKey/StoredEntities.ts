import { type DatabaseService } from '@backstage/backend-plugin-api';
import { ANNOTATION_LOCATION, type Entity } from '@backstage/catalog-model';

/** The number of entities in one query. */
const QUERY_SIZE = 100;

/** An entity as its file contains it. */
export interface StoredEntity {
  /** For example `url:https://…`. */
  file: string;
  entity: Entity;
}

/**
 * Reads which file provided an entity.
 *
 * @seam An entity that the catalog has not processed yet, and its location key, are only in the table `refresh_state`:
 * https://github.com/backstage/backstage/blob/v1.55.0/plugins/catalog-backend/src/database/tables.ts
 * @seamTest packages/portal-limits/src/locationKey/takeovers.test.ts
 */
export class StoredEntities {
  constructor(private readonly database: DatabaseService) {}

  /**
   * Finds entities and their files. The result omits an entity that the catalog does not contain, or
   * stores under another key.
   *
   * @param keyOf - returns the location key for a file
   */
  async find(
    entityRefs: string[],
    keyOf: (file: string) => string,
  ): Promise<Map<string, StoredEntity>> {
    const knex = await this.database.getClient();
    const stored = new Map<string, StoredEntity>();
    for (let i = 0; i < entityRefs.length; i += QUERY_SIZE) {
      const rows = await knex('refresh_state')
        .whereIn('entity_ref', entityRefs.slice(i, i + QUERY_SIZE))
        .select('entity_ref', 'location_key', 'unprocessed_entity');
      for (const { entity_ref, location_key, unprocessed_entity } of rows) {
        const entity: Entity = JSON.parse(unprocessed_entity);
        const file = entity.metadata.annotations?.[ANNOTATION_LOCATION];
        if (file !== undefined && location_key === keyOf(file)) {
          stored.set(entity_ref, { file, entity });
        }
      }
    }
    return stored;
  }

  /**
   * Counts the entities of the Locations below a registered location, without those under one key.
   *
   * @param origin - the registered location
   */
  async countOthers(origin: string, locationKey: string): Promise<number> {
    const knex = await this.database.getClient();
    // See createLocationKey.
    const prefix = `${origin} `;
    const { count } = (await knex('refresh_state')
      .whereRaw('substr(location_key, 1, ?) = ?', [prefix.length, prefix])
      .whereNot('location_key', locationKey)
      .count({ count: '*' })
      .first())!;
    return Number(count);
  }
}
