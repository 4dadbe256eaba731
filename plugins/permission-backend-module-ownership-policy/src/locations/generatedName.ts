import { stringifyEntityRef } from '@backstage/catalog-model';
import { createHash } from 'node:crypto';
import { type LocationSpec } from './readLocation';
import {
  type CatalogProcessorResult,
  processingResult,
} from '@backstage/plugin-catalog-node';

const PATTERN = /^location:[^/]*\/generated-[\da-f]{40}$/;

/**
 * Returns the reference that the catalog gives to the entity of a location.
 *
 * @seam The catalog computes the name from the target with which the location is registered.
 * https://github.com/backstage/backstage/blob/v1.55.0/plugins/catalog-backend/src/util/conversion.ts
 */
export function toGeneratedRef({ type, target }: LocationSpec): string {
  const hash = createHash('sha1').update(`${type}:${target}`).digest('hex');
  return `location:default/generated-${hash}`;
}

/**
 * Returns whether an entity reference in lower case can belong to the entity that the catalog generates
 * for a registered or configured location. {@link refuseGeneratedName} rejects such names in files.
 *
 * @public
 */
export function isGeneratedRef(ref: string): boolean {
  return PATTERN.test(ref);
}

/**
 * Replaces an entity of a catalog file with an error if its name is one that the catalog generates for
 * registered locations.
 *
 * An entity belongs to its first source. So a file with the name `generated-<hash of another URL>` would
 * prevent the catalog from reading that URL, although the catalog responds to its registration with 201.
 *
 * @public
 */
export function refuseGeneratedName(
  result: CatalogProcessorResult,
): CatalogProcessorResult {
  if (result.type !== 'entity' || !hasGeneratedRef(result.entity)) {
    return result;
  }
  const { location, entity } = result;
  return processingResult.inputError(
    location,
    `The file ${location.target} has a Location with the name ${entity.metadata.name}, which is reserved for registered locations. Choose a name that does not begin with 'generated-'.`,
  );
}

/** The parser returns what the file contains. The catalog validates it later. */
function hasGeneratedRef(entity: Parameters<typeof stringifyEntityRef>[0]) {
  try {
    return isGeneratedRef(stringifyEntityRef(entity));
  } catch {
    return false;
  }
}
