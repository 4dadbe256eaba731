import { describeRemedy, formatCount, type Limits } from '../limits/limits';

/** Words of one or two characters, which match the beginning of many words. */
const MOST_SHORT_WORDS = 5;
/** Backstage's limit for a page. */
const LARGEST_PAGE = 100;
/** Backstage limits the term of a request to 100. */
const TERM_LENGTH = 1_000;
/** PostgreSQL ignores these: https://www.postgresql.org/docs/current/textsearch-dictionaries.html#TEXTSEARCH-STOPWORDS */
const STOP_WORD =
  /^(?:a|am|an|as|at|be|by|do|he|i|if|in|is|it|me|my|no|of|on|or|s|so|t|to|up|we)$/i;

/**
 * Checks the query parameters of a search. Each filter value is a condition of the database query. The
 * database ranks a document by all combinations of the positions of all words, including the parts of
 * words such as `a-b`. The in-memory search compares each word with all others by edit distance.
 *
 * @returns a sentence for the user, or `undefined` if the search is within the limits
 */
export function findSearchProblem(
  { filters, pageLimit, term }: Record<string, unknown>,
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
  if (!isMap(pageLimit) && Number(pageLimit) > LARGEST_PAGE) {
    return `The page has more than ${LARGEST_PAGE} results. Use a smaller pageLimit.`;
  }
  const text = [term].flat().filter(isText).join(' ');
  if (text.length > TERM_LENGTH) {
    return `The search has more than ${formatCount(
      TERM_LENGTH,
    )} characters. Use a shorter term.`;
  }
  const parts = (text.match(/[\p{L}\p{M}\p{N}]+/gu) ?? []).filter(
    part => !STOP_WORD.test(part),
  );
  if (parts.length > limits['search.words']) {
    return `The search has more than ${
      limits['search.words']
    } words. ${describeRemedy('search.words', 'Use fewer words.')}`;
  }
  if (parts.filter(part => part.length <= 2).length > MOST_SHORT_WORDS) {
    return `The search has more than ${MOST_SHORT_WORDS} words of one or two characters. Use longer words.`;
  }
  const length = limits['search.wordLength'];
  const words = [term, ...Object.values(isMap(filters) ? filters : {})]
    .flat()
    .filter(isText)
    .flatMap(value => value.split(/[\s-]+/));
  return words.some(word => word.length > length)
    ? `The search has a word of more than ${length} characters. ${describeRemedy(
        'search.wordLength',
        'Use shorter words.',
      )}`
    : undefined;
}

/** Counts filters and their values, at any depth. */
function countFilters(filters: unknown): number {
  return isMap(filters)
    ? Object.values(filters).reduce<number>(
        (sum, value) => sum + 1 + countFilters(value),
        0,
      )
    : 0;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
