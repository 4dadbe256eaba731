/**
 * NUL, and halves of surrogate pairs, which PostgreSQL cannot store. Users choose some texts of the
 * response, such as their display name. These texts reach the catalog, its search index and sessions.
 */
const UNSTORABLE = /[\0\p{Surrogate}]/gu;

/** Returns the value, or undefined if the text is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text, (_key, value) =>
      typeof value === 'string' ? value.replace(UNSTORABLE, '\uFFFD') : value,
    );
  } catch {
    return undefined;
  }
}
