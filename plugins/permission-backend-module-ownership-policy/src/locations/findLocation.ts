import { type BackstageCredentials } from '@backstage/backend-plugin-api';
import { type CatalogService } from '@backstage/plugin-catalog-node';
import { type RegisteredLocation } from './LocationRegistrations';
import { type LocationSpec } from './readLocation';

/**
 * Finds a registered location by its exact target.
 *
 * A query of the catalog ignores case, and its first page may not contain the location: users can
 * register a target in many spellings.
 */
export async function findLocation(
  { type, target }: LocationSpec,
  catalog: CatalogService,
  credentials: BackstageCredentials,
): Promise<RegisteredLocation | undefined> {
  const pages = catalog.streamLocations(
    { query: { type, target } },
    { credentials },
  );
  for await (const locations of pages) {
    const found = locations.find(
      each => each.type === type && each.target === target,
    );
    if (found) {
      return found;
    }
  }
  return undefined;
}
