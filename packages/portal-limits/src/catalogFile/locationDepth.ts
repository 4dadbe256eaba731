import { Entity } from '@backstage/catalog-model';
import { describeRemedy, Limits } from '../limits/limits';
import { isFromUrl } from './EntityLimitProcessor';

/** How many Locations are above a Location. Only the portal writes it: a file cannot choose it. */
const DEPTH = 'backend.limits/location-depth';

/**
 * Limits how many Locations are above each other, each of which lists the file of the next one. The catalog reads all
 * Locations above an entity at once, and needs a time that grows with the square of their number to remove them.
 *
 * @returns why the files of a Location can have no Locations, or `undefined`
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
 * Writes into a Location how many are above it.
 *
 * @param entity - as in a file. Its form is not checked.
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

/** The chain begins with a location that was registered, or with a file of the installation. */
function depthOf(entity: Entity): number {
  return isFromUrl(entity)
    ? Number(entity.metadata.annotations?.[DEPTH] ?? 0)
    : 0;
}
