import { describeRemedy, formatCount, Limits } from '../limits';
import {
  findFieldsProblem,
  findFilterProblem,
  findQueryProblem,
} from './findQueryProblem';
import { readCursor } from './readCursor';

/** Query parameters or the body of a request, before anything else has checked them. */
type Source = Record<string, unknown>;

/** Parameters that hold fields, in any of the requests of the catalog. */
const FIELD_PARAMETERS = [
  'facet',
  'facets',
  'fields',
  'fullTextFilterFields',
  'fullTextFilterTerm',
  'order',
  'orderBy',
  'orderField',
  'orderFields',
];

/**
 * Checks the query parameters or the body of a request to the catalog. All its requests use the same names
 * for the same things, so one check covers them, including the actions that AI assistants call.
 *
 * @returns a sentence for the user, or `undefined` when the request is within the limits
 */
export function findRequestProblem(
  source: unknown,
  limits: Limits,
): string | undefined {
  const request = toMap(source);
  // The input of an action.
  const input = toMap(request.input);
  return findProblemOfPart(request, limits) ?? findProblemOfPart(input, limits);
}

function findProblemOfPart(part: Source, limits: Limits): string | undefined {
  const cursor = readCursor(part.cursor, limits);
  if ('problem' in cursor) {
    return cursor.problem;
  }
  return [part, toMap(cursor.content)]
    .map(
      source =>
        findProblemOfFields(source, limits) ??
        findProblemOfFilters(source, limits) ??
        findProblemOfTarget(source, limits),
    )
    .find(Boolean);
}

function findProblemOfFields(source: Source, limits: Limits) {
  const fullText = toMap(source.fullTextFilter);
  return [
    ...FIELD_PARAMETERS.map(name => source[name]),
    fullText.fields,
    fullText.term,
  ]
    .map(parameter => findFieldsProblem(toFields(parameter), limits))
    .find(Boolean);
}

/** Fields come as a list, as a repeated parameter, or with commas between them. */
function toFields(parameter: unknown): unknown[] {
  return [parameter ?? []]
    .flat()
    .map(field => (isMap(field) ? field.field : field))
    .flatMap(field => (typeof field === 'string' ? field.split(',') : field));
}

function findProblemOfFilters(source: Source, limits: Limits) {
  const filters = [source.filter ?? []].flat();
  const texts = filters.filter(filter => typeof filter === 'string');
  const others = filters.filter(filter => typeof filter !== 'string');
  return (
    findFilterProblem(texts, limits) ??
    findQueryProblem(others, limits) ??
    findQueryProblem(source.query, limits)
  );
}

function findProblemOfTarget(source: Source, limits: Limits) {
  const location = isMap(source.location) ? source.location : source;
  const length = limits['location.length'];
  return typeof location.target === 'string' && location.target.length > length
    ? `The target of the location has more than ${formatCount(
        length,
      )} characters. ${describeRemedy('location.length', 'Use a shorter URL.')}`
    : undefined;
}

function isMap(value: unknown): value is Source {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function toMap(value: unknown): Source {
  return isMap(value) ? value : {};
}
