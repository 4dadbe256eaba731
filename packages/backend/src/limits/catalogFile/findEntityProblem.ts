import { describeRemedy, formatCount, Limits } from '../limits';
import { findExceededBound } from '../measureValue';

/**
 * Checks the size of an entity. Each value becomes rows of the search table, and is read and written
 * whenever the entity is processed, stitched or sent to a client.
 *
 * @returns a sentence for the owner of the entity, or `undefined` when the entity is within the limits
 */
export function findEntityProblem(
  entity: unknown,
  limits: Limits,
): string | undefined {
  const bounds = {
    size: limits['entity.size'],
    values: limits['entity.values'],
    depth: limits['catalogFile.depth'],
  };
  switch (findExceededBound(entity, bounds)) {
    case 'values':
      return `The entity has more than ${formatCount(
        bounds.values,
      )} values after aliases and placeholders are resolved. ${describeRemedy(
        'entity.values',
        'Move data to another place, and link to it.',
      )}`;
    case 'size':
      return `The entity has more than ${formatCount(
        bounds.size,
      )} characters after aliases and placeholders are resolved. ${describeRemedy(
        'entity.size',
        'Link to large texts instead.',
      )}`;
    case 'depth':
      return `The entity has more than ${
        bounds.depth
      } nested lists and maps. ${describeRemedy(
        'catalogFile.depth',
        'Use fewer levels.',
      )}`;
    default:
      return undefined;
  }
}
