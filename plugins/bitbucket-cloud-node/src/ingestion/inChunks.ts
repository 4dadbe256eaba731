/** Rows per statement: databases limit the number of values in a statement. */
const ROWS_PER_STATEMENT = 100;

/**
 * Splits rows into groups that fit into one statement of each database.
 *
 * @public
 */
export function* inChunks<T>(items: readonly T[]): Generator<T[]> {
  for (let start = 0; start < items.length; start += ROWS_PER_STATEMENT) {
    yield items.slice(start, start + ROWS_PER_STATEMENT);
  }
}
