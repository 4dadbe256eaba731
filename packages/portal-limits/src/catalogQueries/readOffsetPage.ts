import { Limits } from '../limits/limits';
import { readCursor } from '../requests/readCursor';

/**
 * Reads which page `GET /entities` returns. The values of a cursor have precedence.
 *
 * @param query - the parameters of the request, which has a limit, an offset or a cursor
 * @returns numbers; `NaN` and `Infinity` stand for values that the catalog refuses
 */
export function readOffsetPage(
  query: Record<string, unknown>,
  limits: Limits,
): { limit: number; offset: number } {
  const cursor = readCursor(query.after, limits);
  const content = 'content' in cursor ? (cursor.content as object) : {};
  const page = { limit: Infinity, offset: 0, ...query, ...content };
  return { limit: Number(page.limit), offset: Number(page.offset) };
}
