/**
 * Counts placeholders, such as `{ $text: ./file }`: maps with one key that begins with a dollar sign.
 */
export function countPlaceholders(value: unknown): number {
  if (typeof value !== 'object' || value === null) {
    return 0;
  }
  const keys = Object.keys(value);
  const own = keys.length === 1 && keys[0].startsWith('$') ? 1 : 0;
  return Object.values(value).reduce<number>(
    (sum, child) => sum + countPlaceholders(child),
    own,
  );
}
