import { type Limits } from '../limits/limits';
import { readCursor } from '../requests/readCursor';

/**
 * Returns which page `GET /entities` returns. The values of a cursor take precedence.
 *
 * @param query - the parameters of the request, with a limit, an offset or a cursor
 * @returns numbers; `NaN` and `Infinity` represent values that the catalog rejects
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
