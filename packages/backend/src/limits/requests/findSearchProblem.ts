import { describeRemedy, Limits } from '../limits';

/**
 * Checks the query parameters of a search. Each filter value is a condition of the database query, and
 * the search in memory compares each word with all others by edit distance.
 *
 * @returns a sentence for the user, or `undefined` when the search is within the limits
 */
export function findSearchProblem(
  { filters, term }: Record<string, unknown>,
  limits: Limits,
): string | undefined {
  const count = countFilters(filters);
  if (count > limits['search.filters']) {
    return `The search has more than ${
      limits['search.filters']
    } filters and filter values. ${describeRemedy(
      'search.filters',
      'Use fewer filters.',
    )}`;
  }
  const length = limits['search.wordLength'];
  const words = [term, ...Object.values(isMap(filters) ? filters : {})]
    .flat()
    .filter(value => typeof value === 'string')
    .flatMap(value => value.split(/[\s-]+/));
  return words.some(word => word.length > length)
    ? `The search has a word of more than ${length} characters. ${describeRemedy(
        'search.wordLength',
        'Use shorter words.',
      )}`
    : undefined;
}

/** Filters and the values in them, at any depth. */
function countFilters(filters: unknown): number {
  return isMap(filters)
    ? Object.values(filters).reduce<number>(
        (sum, value) => sum + 1 + countFilters(value),
        0,
      )
    : 0;
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
