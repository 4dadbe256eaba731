/**
 * Returns a uuid as this package returns the uuids of accounts and workspaces: in braces and in lower case.
 *
 * @param uuid - with or without braces, in any case, with or without spaces around it
 *
 * @public
 */
export function normalizeBitbucketUuid(uuid: string): string {
  return `{${uuid
    .trim()
    .replace(/^\{\s*|\s*\}$/g, '')
    .toLowerCase()}}`;
}
