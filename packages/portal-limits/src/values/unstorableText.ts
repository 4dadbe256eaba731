/**
 * NUL, and halves of surrogate pairs. PostgreSQL cannot store NUL in any text, and cannot store either
 * in `jsonb` (https://www.postgresql.org/docs/current/datatype-json.html). With the flag `u`, a complete
 * pair is one character and does not match.
 */
const UNSTORABLE = /[\0\p{Surrogate}]/u;
const ALL_UNSTORABLE = new RegExp(UNSTORABLE, 'gu');

/** Replaces the characters that PostgreSQL cannot store in keys and texts. */
export function toStorable<T>(value: T): T {
  if (typeof value === 'string') {
    return value.replace(ALL_UNSTORABLE, '\uFFFD') as T;
  }
  if (Array.isArray(value)) {
    return value.map(toStorable) as T;
  }
  return isMap(value)
    ? (Object.fromEntries(
        Object.entries(value).map(([key, child]) => [
          toStorable(key),
          toStorable(child),
        ]),
      ) as T)
    : value;
}

/**
 * Finds a character that PostgreSQL cannot store in the keys and texts of a parsed value. The caller
 * must check the depth of the value first.
 *
 * @returns the path to the first such character, for example `metadata.description`, or `undefined`
 */
export function findUnstorableText(value: unknown): string | undefined {
  const keys = findKeys(value);
  return keys
    ?.map(key => key.replace(ALL_UNSTORABLE, '\uFFFD').slice(0, 100))
    .join('.');
}

/** Returns the message for a text with such a character. */
export function describeUnstorableText(path: string, what: string): string {
  return `The ${what} has a character that the database cannot store${
    path === '' ? '' : ` at ${path}`
  }: NUL (U+0000), or half of a surrogate pair (U+D800 to U+DFFF). Remove it.`;
}

function findKeys(value: unknown): string[] | undefined {
  if (typeof value === 'string') {
    return UNSTORABLE.test(value) ? [] : undefined;
  }
  if (typeof value !== 'object' || value === null) {
    return undefined;
  }
  for (const [key, child] of Object.entries(value)) {
    const below = UNSTORABLE.test(key) ? [] : findKeys(child);
    if (below) {
      return [key, ...below];
    }
  }
  return undefined;
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
