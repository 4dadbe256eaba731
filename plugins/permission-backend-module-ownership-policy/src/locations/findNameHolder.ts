import { type DatabaseService } from '@backstage/backend-plugin-api';
import { ANNOTATION_ORIGIN_LOCATION } from '@backstage/catalog-model';
import { toGeneratedRef } from './generatedName';
import { type LocationSpec } from './readLocation';

/**
 * Finds the location of a catalog file that contains an entity with the name of this location. The
 * catalog would register the location, but never read it, because the first source of an entity keeps
 * it.
 *
 * {@link GeneratedNameProcessor} rejects such files, but a database can contain older entities.
 *
 * @seam An entity that the catalog has not processed yet, or whose processing failed, is only in the
 * table `refresh_state`. The API of the catalog does not return it.
 * https://github.com/backstage/backstage/blob/v1.55.0/plugins/catalog-backend/src/database/tables.ts
 * @seamTest plugins/permission-backend-module-ownership-policy/src/locations/register.test.ts
 *
 * @returns the origin, for example `url:https://…`
 */
export async function findNameHolder(
  location: LocationSpec,
  database: DatabaseService,
): Promise<string | undefined> {
  const knex = await database.getClient();
  const row = await knex<{ entity_ref: string; unprocessed_entity: string }>(
    'refresh_state',
  )
    .where({ entity_ref: toGeneratedRef(location) })
    .first('unprocessed_entity');
  if (!row) {
    return undefined;
  }
  const { metadata } = JSON.parse(row.unprocessed_entity);
  const origin = metadata.annotations[ANNOTATION_ORIGIN_LOCATION];
  return origin === `${location.type}:${location.target}` ? undefined : origin;
}
