/** The largest `integer` of PostgreSQL. */
const LARGEST_INTEGER = 2 ** 31 - 1;
const PARAMETERS = ['offset', 'limit', 'pageLimit'];

/**
 * Checks the pagination parameters, which all plugins share. A negative or huge number causes a database
 * error.
 *
 * @param source - the query parameters, the body, or the input of an action
 * @returns a sentence for the user, or `undefined`
 */
export function findPageProblem(source: unknown): string | undefined {
  const parameters = { ...(source as object) } as Record<string, unknown>;
  return PARAMETERS.map(name => findNumberProblem(parameters[name], name)).find(
    Boolean,
  );
}

/**
 * Checks the parameter that selects the events after a given event of a run.
 *
 * @returns a sentence for the user, or `undefined`
 */
export function findEventProblem({
  after,
}: Record<string, unknown>): string | undefined {
  return findNumberProblem(after, 'after');
}

/**
 * Checks the cursor for a page of search results: a number in Base64.
 *
 * @returns a sentence for the user, or `undefined`
 */
export function findPageCursorProblem({
  pageCursor,
}: Record<string, unknown>): string | undefined {
  const page = [pageCursor ?? []]
    .flat()
    .map(text =>
      typeof text === 'string'
        ? Buffer.from(text, 'base64').toString('utf8')
        : 'no text',
    );
  return page.every(text => /^\d{0,7}$/.test(text))
    ? undefined
    : 'The portal did not create the pageCursor of the request. Use nextPageCursor or previousPageCursor of a response.';
}

function findNumberProblem(value: unknown, name: string): string | undefined {
  const isNumber =
    typeof value === 'number' ||
    (typeof value === 'string' && /^\d+$/.test(value));
  return value === undefined ||
    value === null ||
    (isNumber && isInteger(Number(value)))
    ? undefined
    : `The parameter ${name} of the request is not a whole number from 0 to ${LARGEST_INTEGER}.`;
}

function isInteger(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= LARGEST_INTEGER;
}
