import { type BackstageCredentials } from '@backstage/backend-plugin-api';
import { type CatalogService } from '@backstage/plugin-catalog-node';
import { toGeneratedRef } from './generatedName';
import { type RegisteredLocation } from './LocationRegistrations';
import { type LocationSpec } from './readLocation';

/**
 * Finds a location that had this target before an update.
 *
 * @seam The catalog names the entity of a location after its first target, and keeps the name when the
 * target changes. A new location with that first target gets the same name, and the catalog then
 * deletes all entities of the moved location.
 * https://github.com/backstage/backstage/blob/master/plugins/catalog-backend/src/providers/DefaultLocationStore.ts
 * @seamTest plugins/permission-backend-module-ownership-policy/src/locations/update.test.ts
 */
export async function findMovedLocation(
  location: LocationSpec,
  catalog: CatalogService,
  credentials: BackstageCredentials,
): Promise<RegisteredLocation | undefined> {
  const { items } = await catalog.queryLocations(
    { query: { entityRef: toGeneratedRef(location) } },
    { credentials },
  );
  return items.find(
    each => each.type !== location.type || each.target !== location.target,
  );
}
