import { describeRemedy, formatCount, type Limits } from '../limits/limits';

/** Operators that compare one condition with values. They have no cost of their own. */
const VALUE_OPERATORS = ['$exists', '$in', '$hasPrefix'];
/** Keys that contain a list of values, in a query or in the filter of a cursor. */
const VALUE_LISTS = ['$in', 'values'];

/**
 * Checks the size of a filter predicate, or of the filter of a cursor. Each term becomes a subquery, and
 * each level of operators is validated several times. An invalid item costs more than a valid one: the
 * catalog reports why each alternative does not match. So each item of a list counts as a term, and
 * lists of values can only contain values.
 *
 * This function is not recursive, so that a deep query cannot exhaust the stack.
 *
 * @param query - as parsed from JSON, unvalidated
 * @returns a sentence for the user, or `undefined` if the query is within the limits
 */
export function findQueryProblem(
  query: unknown,
  limits: Limits,
): string | undefined {
  let terms = 0;
  let values = 0;
  let level: unknown[] = [query];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > limits['query.depth']) {
      return describeDepth(limits);
    }
    const next: unknown[] = [];
    for (const [key, value] of level.flatMap(entriesOf)) {
      terms += VALUE_OPERATORS.includes(key) ? 0 : 1;
      if (terms > limits['query.terms']) {
        return describeTerms(limits);
      }
      if (VALUE_LISTS.includes(key) && Array.isArray(value)) {
        values += value.length;
        const problem = findValuesProblem(value, values, limits);
        if (problem) {
          return problem;
        }
      } else {
        next.push(value);
      }
    }
    level = next;
  }
  return undefined;
}

function findValuesProblem(
  list: unknown[],
  count: number,
  limits: Limits,
): string | undefined {
  const most = limits['query.values'];
  if (count > most) {
    return `The query has more than ${formatCount(
      most,
    )} values. ${describeRemedy('query.values', 'Use several requests.')}`;
  }
  return list.every(isScalar)
    ? undefined
    : 'The query has a list with an item that is not a text, a number or a boolean. Remove the item.';
}

/**
 * Returns the entries of a map, or of all maps in a list. Other list items also count as entries, so
 * that they have a cost.
 */
function entriesOf(node: unknown): [string, unknown][] {
  if (!Array.isArray(node)) {
    return isObject(node) ? Object.entries(node) : [];
  }
  return node.flatMap<[string, unknown]>(item => {
    const entries =
      isObject(item) && !Array.isArray(item) ? Object.entries(item) : [];
    return entries.length > 0 ? entries : [['', item]];
  });
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function isScalar(value: unknown): boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

/** Checks filters in the form of query parameters, as in `kind=api,spec.type=grpc`. */
export function findFilterProblem(
  filters: string[],
  limits: Limits,
): string | undefined {
  let terms = 0;
  for (const filter of filters) {
    const keys = filter
      .split(',')
      .map(statement => statement.split('=', 1)[0].trim());
    // Conditions on the same key become one condition with several values.
    terms += 1 + new Set(keys).size;
    if (terms > limits['query.terms']) {
      return describeTerms(limits);
    }
  }
  return undefined;
}

function describeDepth(limits: Limits): string {
  return `The query has more than ${formatCount(
    limits['query.depth'],
  )} nested operators. ${describeRemedy('query.depth', 'Simplify the query.')}`;
}

function describeTerms(limits: Limits): string {
  return `The query has more than ${formatCount(
    limits['query.terms'],
  )} conditions and operators. ${describeRemedy(
    'query.terms',
    'Simplify the query, or use $in for several values of one key.',
  )}`;
}
