import { describeRemedy, formatCount, type Limits } from '../limits/limits';
import { findUnstorableText } from '../values/unstorableText';
import { findBodyProblem } from './findBodyProblem';
import { findPageProblem } from './findPageProblem';

/** The sort value of an entity, and its ID. */
const MOST_ORDER_VALUES = 2;
const ORDER_VALUES = ['firstSortFieldValues', 'orderFieldValues'];

/**
 * Reads a cursor, which is a query in Base64. A client can forge a cursor. A cursor is a single text, so
 * the limits of the body do not apply to its content.
 *
 * @seam The format of the catalog's cursors:
 * https://github.com/backstage/backstage/blob/v1.55.0/plugins/catalog-backend/src/service/util.ts
 * @seamTest packages/portal-limits/src/catalogQueries/splitEntityPages.test.ts
 *
 * @param cursor - as in the request. The catalog rejects an invalid cursor.
 * @returns a sentence for the user, or the content of the cursor, which is empty if it cannot be read
 */
export function readCursor(
  cursor: unknown,
  limits: Limits,
): { problem: string } | { content: unknown } {
  if (typeof cursor !== 'string') {
    return { content: undefined };
  }
  const bytes = Buffer.from(cursor, 'base64');
  const most = limits['query.cursor'];
  if (bytes.length > most) {
    return {
      problem: `The request has a cursor of more than ${formatCount(
        most,
      )} bytes. ${describeRemedy(
        'query.cursor',
        'Use a shorter query, or offset instead of a cursor.',
      )}`,
    };
  }
  if (findBodyProblem(bytes, limits)) {
    return { problem: describeForeignCursor() };
  }
  let content;
  try {
    content = JSON.parse(bytes.toString('utf8'));
  } catch {
    return { content: undefined };
  }
  const isForeign =
    ORDER_VALUES.some(
      name =>
        Array.isArray(content?.[name]) &&
        content[name].length > MOST_ORDER_VALUES,
    ) ||
    findUnstorableText(content) !== undefined ||
    findPageProblem(content) !== undefined;
  return isForeign ? { problem: describeForeignCursor() } : { content };
}

function describeForeignCursor(): string {
  return 'The portal did not create the cursor of the request. Use nextCursor or prevCursor of a response.';
}
