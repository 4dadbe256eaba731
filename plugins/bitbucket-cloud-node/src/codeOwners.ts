const MOST = 5;

/**
 * Returns the first owners of a CODEOWNERS file, as users wrote them: the owners of the last rule for all files, or
 * else of all rules. Later rules override earlier ones.
 *
 * https://support.atlassian.com/bitbucket-cloud/docs/set-up-and-use-code-owners/
 */
export function readCodeOwners(text: string): {
  owners: string[];
  hasMore: boolean;
} {
  const rules = text
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '' && !line.startsWith('#'))
    .map(line => line.split(/\s+/))
    .map(([pattern, ...owners]) => ({ pattern, owners: upToComment(owners) }))
    .filter(({ owners }) => owners.length > 0);
  const forAll = rules.filter(({ pattern }) => ['*', '**'].includes(pattern));
  const chosen = forAll.at(-1)?.owners ?? rules.flatMap(rule => rule.owners);
  const owners = [...new Set(chosen)];
  return { owners: owners.slice(0, MOST), hasMore: owners.length > MOST };
}

function upToComment(words: string[]): string[] {
  const comment = words.findIndex(word => word.startsWith('#'));
  return comment === -1 ? words : words.slice(0, comment);
}
