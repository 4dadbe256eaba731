/**
 * Returns a uuid as this package returns the uuids of accounts and workspaces: in braces and in lower case.
 *
 * @param uuid - with or without braces, in any case, with or without spaces around it
 *
 * @public
 */
export function normalizeBitbucketUuid(uuid: string): string {
  // A regular expression for trailing spaces would take quadratic time.
  const text = uuid.trim();
  const start = text.startsWith('{') ? text.slice(1).trimStart() : text;
  const bare = start.endsWith('}') ? start.slice(0, -1).trimEnd() : start;
  return `{${bare.toLowerCase()}}`;
}
