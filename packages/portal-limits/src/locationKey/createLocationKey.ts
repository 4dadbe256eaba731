import { isGeneratedRef } from '@backstage-bitbucket/plugin-permission-backend-module-ownership-policy';
import {
  ANNOTATION_ORIGIN_LOCATION,
  type Entity,
  stringifyEntityRef,
} from '@backstage/catalog-model';

/**
 * Returns the location key under which the catalog stores the entities of a file. Only a source with the
 * same key can change or remove them.
 *
 * The key names the registered or configured location, and the Location that lists the file. Therefore
 * no other location or list can take over the entities, and an entity can move to another file of its
 * list. A registered file keeps Backstage's key, which is the file.
 *
 * @param lister - the entity of kind Location that lists the file
 * @param file - for example `url:https://…`
 *
 * @seam The catalog lets each source with its key update an entity:
 * https://github.com/backstage/backstage/blob/v1.55.0/plugins/catalog-backend/src/database/DefaultProcessingDatabase.ts
 */
export function createLocationKey(lister: Entity, file: string): string {
  const origin = lister.metadata.annotations?.[ANNOTATION_ORIGIN_LOCATION];
  const ref = stringifyEntityRef(lister);
  return isGeneratedRef(ref) && file === origin ? file : `${origin} ${ref}`;
}
