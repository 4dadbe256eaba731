import { type DatabaseService } from '@backstage/backend-plugin-api';
import { type RegisteredLocation } from './LocationRegistrations';

/** The number of entities in one query. */
const QUERY_SIZE = 500;

interface Row {
  entity_ref: string;
  errors: string;
  is_final: number;
}

/**
 * Finds an entity of a location that the catalog has not read completely, so that its owner is unknown:
 * an entity whose first version is not processed or has an error, or a Location with a file that the
 * catalog cannot read.
 *
 * @seam The API of the catalog does not return these entities. Its tables contain them and the entity
 * that listed them:
 * https://github.com/backstage/backstage/blob/v1.55.0/plugins/catalog-backend/src/database/tables.ts
 * @seamTest plugins/permission-backend-module-ownership-policy/src/locations/unread.test.ts
 *
 * @returns the reference of the first one
 */
export async function findUnreadEntity(
  { id }: RegisteredLocation,
  database: DatabaseService,
): Promise<string | undefined> {
  const knex = await database.getClient();
  const refs = new Set<string>(
    await knex('locations').where({ id }).pluck('location_entity_ref'),
  );
  const waiting = [...refs];
  while (waiting.length > 0) {
    const next = waiting.splice(0, QUERY_SIZE);
    const rows: Row[] = await knex('refresh_state as state')
      .leftJoin('final_entities as final', 'final.entity_id', 'state.entity_id')
      .whereIn('state.entity_ref', next)
      .select({
        entity_ref: 'state.entity_ref',
        errors: 'state.errors',
        is_final: knex.raw(
          'case when final.final_entity is null then 0 else 1 end',
        ),
      });
    const read = new Set(rows.filter(isRead).map(each => each.entity_ref));
    const unread = next.find(each => !read.has(each));
    if (unread !== undefined) {
      return unread;
    }
    const children: string[] = await knex('refresh_state_references')
      .whereIn('source_entity_ref', next)
      .pluck('target_entity_ref');
    for (const child of children) {
      if (!refs.has(child)) {
        refs.add(child);
        waiting.push(child);
      }
    }
  }
  return undefined;
}

/**
 * The errors of a Location concern its files. After errors of another entity, its last version remains
 * in the catalog.
 */
function isRead({ entity_ref, errors, is_final }: Row): boolean {
  return (
    Boolean(is_final) &&
    (!entity_ref.startsWith('location:') || errors === '[]')
  );
}
