import {
  describeRemedy,
  formatCount,
  type LimitName,
  type Limits,
} from '../limits/limits';

/** Query parameters, the body of a request to the catalog, or the content of its cursor. */
type Source = Record<string, unknown>;

/** Parameters that contain fields, in any request to the catalog. */
const FIELD_PARAMETERS = [
  'facet',
  'facets',
  'fields',
  'fullTextFilterFields',
  'order',
  'orderBy',
  'orderField',
  'orderFields',
];
const ORDER_PARAMETERS = ['order', 'orderBy', 'orderField', 'orderFields'];
const FACET_PARAMETERS = ['facet', 'facets'];

/**
 * Checks the number and the length of fields, facets, sort fields and search terms. The catalog searches
 * each entity for each part of each field, reads the values of each facet separately, and adds a join
 * per sort field.
 *
 * @returns a sentence for the user, or `undefined` when they are within the limits
 */
export function findFieldsProblem(
  source: Source,
  limits: Limits,
): string | undefined {
  const fullText = toMap(source.fullTextFilter);
  const lists = [
    ...FIELD_PARAMETERS.map(name => toFields(source[name])),
    toFields(fullText.fields),
  ];
  return (
    findTermProblem([source.fullTextFilterTerm, fullText.term], limits) ??
    lists.map(fields => findProblemOfList(fields, limits)).find(Boolean) ??
    findOrderProblem(source) ??
    findFacetProblem(source, limits)
  );
}

/**
 * Checks the fields of a request for all entities, for which the catalog processes up to 10,000 entities
 * without a pause.
 */
export function findUnpagedFieldsProblem(
  { after, fields, limit }: Source,
  limits: Limits,
): string | undefined {
  const most = limits['query.unpagedFields'];
  return after === undefined &&
    limit === undefined &&
    toFields(fields).length > most
    ? `The request has more than ${most} fields and no limit. ${describeRemedy(
        'query.unpagedFields',
        'Request several pages with a limit, or fewer fields.',
      )}`
    : undefined;
}

/** Clients send fields as a list, as a repeated parameter, or separated by commas. */
function toFields(parameter: unknown): unknown[] {
  return toList(parameter)
    .map(field => toMap(field).field ?? field)
    .flatMap(field => (typeof field === 'string' ? field.split(',') : field));
}

function findProblemOfList(fields: unknown[], limits: Limits) {
  if (fields.length > limits['query.fields']) {
    return describe('fields', 'query.fields', limits);
  }
  const texts = fields.filter(field => typeof field === 'string');
  const dots = limits['query.fieldDots'];
  return (
    findTermProblem(texts, limits) ??
    (texts.join('').length > limits['query.fieldsLength']
      ? describe(
          'characters in all fields together',
          'query.fieldsLength',
          limits,
        )
      : undefined) ??
    (texts.some(text => text.split('.').length - 1 > dots)
      ? describe('dots in a field', 'query.fieldDots', limits)
      : undefined)
  );
}

function findTermProblem(terms: unknown[], limits: Limits) {
  const length = limits['query.fieldLength'];
  return terms.some(term => typeof term === 'string' && term.length > length)
    ? `The request has a field or a search term of more than ${formatCount(
        length,
      )} characters. ${describeRemedy(
        'query.fieldLength',
        'Use a shorter one.',
      )}`
    : undefined;
}

/**
 * A second sort field would multiply the rows that the database reads, or the catalog would ignore it.
 */
function findOrderProblem(source: Source) {
  return ORDER_PARAMETERS.some(name => toList(source[name]).length > 1)
    ? 'The request has several sort fields. The catalog sorts by one field. Send one.'
    : undefined;
}

/** The catalog compares facets case-insensitively. */
function findFacetProblem(source: Source, limits: Limits) {
  const facets = FACET_PARAMETERS.flatMap(name => toFields(source[name])).map(
    facet => String(facet).toLowerCase(),
  );
  if (facets.length > limits['query.facets']) {
    return describe('facets', 'query.facets', limits);
  }
  return new Set(facets).size < facets.length
    ? 'The request has the same facet several times. Send it once.'
    : undefined;
}

function describe(what: string, name: LimitName, limits: Limits): string {
  return `The request has more than ${formatCount(
    limits[name],
  )} ${what}. ${describeRemedy(name, 'Request fewer fields.')}`;
}

function toList(value: unknown): unknown[] {
  return [value ?? []].flat();
}

function toMap(value: unknown): Source {
  return typeof value === 'object' && value !== null ? (value as Source) : {};
}
