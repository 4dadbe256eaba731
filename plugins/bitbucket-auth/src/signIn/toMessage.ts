/** Longer than any sentence of the portal, in characters. */
const MAXIMUM_LENGTH = 500;

/**
 * Reads a message for the user, which a response or the storage of the browser contains.
 *
 * @returns at most 500 characters; `undefined` for a value that is not a text, and for a blank one
 */
export function toMessage(value: unknown): string | undefined {
  const text = typeof value === 'string' ? value.trim() : '';
  if (text.length > MAXIMUM_LENGTH) {
    return `${text.slice(0, MAXIMUM_LENGTH - 1)}…`;
  }
  return text || undefined;
}
