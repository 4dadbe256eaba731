import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { createHash } from 'node:crypto';
import { LocationSpec } from './readLocation';

/**
 * Finds a location that had this target before an update.
 *
 * @seam The catalog names the entity of a location after its first target, and keeps the name when the
 * target changes. A new location with that first target gets the same name, and the catalog then
 * deletes all entities of the moved location.
 * https://github.com/backstage/backstage/blob/master/plugins/catalog-backend/src/providers/DefaultLocationStore.ts
 */
export async function findMovedLocation(
  { type, target }: LocationSpec,
  catalog: CatalogService,
  credentials: BackstageCredentials,
): Promise<LocationSpec | undefined> {
  const name = createHash('sha1').update(`${type}:${target}`).digest('hex');
  const { items } = await catalog.queryLocations(
    { query: { entityRef: `location:default/generated-${name}` } },
    { credentials },
  );
  return items.find(each => each.type !== type || each.target !== target);
}
