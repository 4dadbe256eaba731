import { createHash } from 'node:crypto';
import { LocationSpec } from './readLocation';

const PATTERN = /^location:[^/]*\/generated-[\da-f]{40}$/;

/**
 * Returns the reference that the catalog gives to the entity of a location.
 *
 * @seam The catalog computes the name from the target that the location is registered with.
 * https://github.com/backstage/backstage/blob/v1.55.0/plugins/catalog-backend/src/util/conversion.ts
 */
export function toGeneratedRef({ type, target }: LocationSpec): string {
  const hash = createHash('sha1').update(`${type}:${target}`).digest('hex');
  return `location:default/generated-${hash}`;
}

/** Returns whether an entity reference in lower case can belong to a registered location. */
export function isGeneratedRef(ref: string): boolean {
  return PATTERN.test(ref);
}
