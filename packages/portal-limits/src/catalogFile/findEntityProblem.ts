import { describeRemedy, formatCount, type Limits } from '../limits/limits';
import { findExceededBound, measureText } from '../values/measureValue';
import {
  describeUnstorableText,
  findUnstorableText,
} from '../values/unstorableText';
import { findCaseProblem } from './findCaseProblem';

/** Maximum number of characters in the paths to the values of an entity, per byte of its texts. */
const PATHS_PER_BYTE = 5;

/**
 * Checks the size of an entity. Each value becomes rows of the search table, and is read or written each
 * time the entity is processed, stitched or sent to a client. The definition of an API is one text, such
 * as an OpenAPI document, and can be larger than the rest of an entity.
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
    paths: PATHS_PER_BYTE * limits['entity.size'],
  };
  const { definition, rest } = takeDefinition(entity);
  if (measureText(definition) > limits['entity.definition']) {
    return `The definition of the API has more than ${formatCount(
      limits['entity.definition'],
    )} bytes as JSON. ${describeRemedy(
      'entity.definition',
      'Split the API, or link to its definition instead.',
    )}`;
  }
  switch (findExceededBound(rest, bounds)) {
    case 'values':
      return describeValues(limits);
    case 'size':
      return `The entity has more than ${formatCount(
        bounds.size,
      )} bytes of text as JSON after aliases and placeholders are resolved. ${describeRemedy(
        'entity.size',
        'Link to large texts instead.',
      )}`;
    case 'paths':
      return `The keys of the entity are too long: the paths to all of its values have more than ${formatCount(
        bounds.paths,
      )} characters. ${describeRemedy('entity.size', 'Use shorter keys.')}`;
    case 'depth':
      return `The entity has more than ${
        bounds.depth
      } nested lists and maps. ${describeRemedy(
        'catalogFile.depth',
        'Use fewer levels.',
      )}`;
    default:
      return findCharacterProblem(entity) ?? findCaseProblem(rest);
  }
}

/**
 * Checks the characters of an entity. A character that the database cannot store stops the stitching of
 * the entity, and the search index of all entities.
 *
 * @param entity - with a depth within the limit of catalog files
 * @returns a sentence for the owner of the entity, or `undefined`
 */
export function findCharacterProblem(entity: unknown): string | undefined {
  const path = findUnstorableText(entity);
  return path === undefined
    ? undefined
    : describeUnstorableText(path, 'entity');
}

/** Returns the sentence for an entity with too many values. */
export function describeValues(limits: Limits): string {
  return `The entity has more than ${formatCount(
    limits['entity.values'],
  )} values after aliases and placeholders are resolved. ${describeRemedy(
    'entity.values',
    'Move data to another place, and link to it.',
  )}`;
}

/** Separates the definition of an API from the rest of the entity. */
function takeDefinition(entity: unknown): {
  definition: string;
  rest: unknown;
} {
  if (isMap(entity) && isMap(entity.spec) && isApi(entity.kind)) {
    const { definition, ...spec } = entity.spec;
    if (typeof definition === 'string') {
      return { definition, rest: { ...entity, spec } };
    }
  }
  return { definition: '', rest: entity };
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isApi(kind: unknown): boolean {
  return typeof kind === 'string' && /^api$/i.test(kind);
}
