import { type DatabaseService } from '@backstage/backend-plugin-api';

/**
 * The provider of registered locations.
 *
 * @seam The name of the provider, which is the key of its entities:
 * https://github.com/backstage/backstage/blob/v1.55.0/plugins/catalog-backend/src/providers/DefaultLocationStore.ts
 * @seamTest plugins/permission-backend-module-ownership-policy/src/locations/createDeletionRouter.test.ts
 */
const REGISTERED = 'DefaultLocationStore';

interface Row {
  /** The provider, or null if an entity of kind Location lists the entity. */
  source_key: string | null;
  source_entity_ref: string | null;
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
 * Returns whether all sources of an entity, or of the Locations that list it, are registrations by users.
 * An entity provider keeps its entities, or adds them again, after a user unregisters a location.
 *
 * The annotation with the location of an entity does not prove this: a provider chooses it, and users can
 * register that URL.
 *
 * @param entityRef - in lower case
 */
export async function isOnlyRegistered(
  entityRef: string,
  database: DatabaseService,
): Promise<boolean> {
  const refs = new Set([entityRef]);
  for (let next = [entityRef]; next.length > 0; ) {
    const sources = await readSources(next, database);
    if (
      sources.some(each => each.source_key && each.source_key !== REGISTERED)
    ) {
      return false;
    }
    next = sources.flatMap(({ source_entity_ref: ref }) =>
      ref && !refs.has(ref) ? [ref] : [],
    );
    next.forEach(ref => refs.add(ref));
  }
  return true;
}

async function readSources(
  entityRefs: string[],
  database: DatabaseService,
): Promise<Row[]> {
  const knex = await database.getClient();
  return knex('refresh_state_references')
    .whereIn('target_entity_ref', entityRefs)
    .select('source_key', 'source_entity_ref');
}
