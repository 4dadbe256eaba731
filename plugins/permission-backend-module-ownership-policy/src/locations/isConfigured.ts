import { type Config } from '@backstage/config';
import { type LocationSpec } from './readLocation';

/**
 * Returns whether `catalog.locations` contains a location.
 *
 * @seam The catalog gives the configured and the registered location of a target the same entity. After
 * a restart, this entity belongs to the registered location only. Without this check, its owners could
 * unregister the location, and register the names of its entities from their own file.
 * https://github.com/backstage/backstage/blob/v1.55.0/plugins/catalog-backend/src/database/DefaultProviderDatabase.ts
 * @seamTest plugins/permission-backend-module-ownership-policy/src/locations/configured.test.ts
 */
export function isConfigured(
  { type, target }: LocationSpec,
  config: Config,
): boolean {
  const locations = config.getOptionalConfigArray('catalog.locations') ?? [];
  return locations.some(
    each =>
      each.getString('type') === type && each.getString('target') === target,
  );
}
