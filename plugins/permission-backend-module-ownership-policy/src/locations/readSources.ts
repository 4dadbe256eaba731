import { type DatabaseService } from '@backstage/backend-plugin-api';
import { type RegisteredLocation } from './LocationRegistrations';

/**
 * The provider of registered locations.
 *
 * @seam The name of the provider, which is the key of its entities:
 * https://github.com/backstage/backstage/blob/v1.55.0/plugins/catalog-backend/src/providers/DefaultLocationStore.ts
 * @seamTest plugins/permission-backend-module-ownership-policy/src/locations/createDeletionRouter.test.ts
 */
const REGISTERED = 'DefaultLocationStore';

interface Row {
  source_key: string | null;
}

/**
 * Returns whether no file and no provider contains an entity any more. The annotation
 * `backstage.io/orphan` does not prove this, because a file can contain it.
 *
 * @seam The table with the source of each entity:
 * https://github.com/backstage/backstage/blob/v1.55.0/plugins/catalog-backend/src/database/tables.ts
 * @seamTest plugins/permission-backend-module-ownership-policy/src/locations/createDeletionRouter.test.ts
 *
 * @param entityRef - in lower case
 */
export async function isOrphan(
  entityRef: string,
  database: DatabaseService,
): Promise<boolean> {
  return (await readSources([entityRef], database)).length === 0;
}

/**
 * Returns whether the only source of a location is its registration by a user. If the configuration, or
 * another provider, contains the same location, the entities remain in the catalog after a user
 * unregisters it.
 */
export async function isOnlyRegistered(
  { id }: RegisteredLocation,
  database: DatabaseService,
): Promise<boolean> {
  const knex = await database.getClient();
  const refs = await knex('locations')
    .where({ id })
    .pluck('location_entity_ref');
  const sources = await readSources(refs, database);
  return sources.every(({ source_key }) => source_key === REGISTERED);
}

async function readSources(
  entityRefs: string[],
  database: DatabaseService,
): Promise<Row[]> {
  const knex = await database.getClient();
  return knex('refresh_state_references')
    .whereIn('target_entity_ref', entityRefs)
    .select('source_key');
}
