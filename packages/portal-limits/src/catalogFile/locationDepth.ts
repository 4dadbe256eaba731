import { type Entity } from '@backstage/catalog-model';
import { describeRemedy, type Limits } from '../limits/limits';
import { isFromUrl } from './EntityLimitProcessor';

/**
 * Number of Locations above a Location. Only the portal writes this annotation: a file cannot set it.
 */
const DEPTH = 'backend.limits/location-depth';

/**
 * Limits how many Locations are chained, each of which lists the file of the next one. The catalog reads
 * all Locations above an entity at once. The time to remove them grows with the square of their number.
 *
 * @returns the reason why the files of a Location cannot contain Locations, or `undefined`
 */
export function findDepthProblem(
  lister: Entity,
  limits: Limits,
): string | undefined {
  const most = limits['location.depth'];
  return depthOf(lister) >= most
    ? `it is in a chain of more than ${most} Locations, each of which lists the file of the next one. ${describeRemedy(
        'location.depth',
        'List its files in a Location above it.',
      )}`
    : undefined;
}

/**
 * Writes the number of Locations above a Location into it.
 *
 * @param entity - the unvalidated entity of a file
 * @param lister - the Location that lists the file
 */
export function withDepth(entity: Entity, lister: Entity): Entity {
  const { kind, metadata } = entity;
  return kind === 'Location'
    ? {
        ...entity,
        metadata: {
          ...metadata,
          annotations: {
            ...metadata.annotations,
            [DEPTH]: String(depthOf(lister) + 1),
          },
        },
      }
    : entity;
}

/** Returns whether another Location lists the file of a Location. */
export function isChained(entity: Entity): boolean {
  return depthOf(entity) > 0;
}

/** A chain begins with a registered location or with a file of the installation. */
function depthOf(entity: Entity): number {
  return isFromUrl(entity)
    ? Number(entity.metadata.annotations?.[DEPTH] ?? 0)
    : 0;
}
