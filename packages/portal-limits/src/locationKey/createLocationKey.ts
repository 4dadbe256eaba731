import { isGeneratedRef } from '@backstage-bitbucket/plugin-permission-backend-module-ownership-policy';
import {
  ANNOTATION_ORIGIN_LOCATION,
  Entity,
  stringifyEntityRef,
} from '@backstage/catalog-model';

/**
 * Returns the key under which the catalog keeps the entities of a file. Only a source with the same key can change or
 * remove them.
 *
 * The key names the registered or configured location, and the Location that lists the file. So no other location and
 * no other list can take the entities, and an entity can move to another file of its list. A file that is registered
 * itself keeps the key of Backstage, which is the file.
 *
 * @param lister - the entity of kind Location that lists the file
 * @param file - as in `url:https://…`
 *
 * @seam The catalog gives an entity to each source that has its key:
 * https://github.com/backstage/backstage/blob/v1.55.0/plugins/catalog-backend/src/database/DefaultProcessingDatabase.ts
 */
export function createLocationKey(lister: Entity, file: string): string {
  const origin = lister.metadata.annotations?.[ANNOTATION_ORIGIN_LOCATION];
  const ref = stringifyEntityRef(lister);
  return isGeneratedRef(ref) && file === origin ? file : `${origin} ${ref}`;
}
