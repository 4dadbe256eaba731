/** Longer than any message of the portal, in characters. */
const MAXIMUM_LENGTH = 500;

/**
 * Reads a message for the user, from a response or the storage of the browser.
 *
 * @returns at most 500 characters; `undefined` for a value that is not a text, or is blank
 */
export function toMessage(value: unknown): string | undefined {
  const text = typeof value === 'string' ? value.trim() : '';
  if (text.length > MAXIMUM_LENGTH) {
    return `${text.slice(0, MAXIMUM_LENGTH - 1)}…`;
  }
  return text || undefined;
}
