/** The paths at which Bitbucket and other tools look for the file; the first that exists counts. */
export const CODEOWNERS_PATHS = ['.bitbucket/CODEOWNERS', 'CODEOWNERS'];

/** Patterns that match every file. */
const EVERYTHING = new Set(['*', '**', '/', '/*', '/**', '**/*', '/**/*']);
/** Longer files are probably not written by people. */
const MOST_LINES = 5000;

/**
 * Returns the owners of the whole repository: those of the last rule for all files, or else of the root folder.
 *
 * A rule is a pattern and owners, separated by spaces. The last matching rule counts, and a rule without owners removes
 * them. Owners are `@name`, `@workspace/group`, `@teams/name`, or an email address.
 *
 * https://support.atlassian.com/bitbucket-cloud/docs/set-up-and-use-code-owners/
 */
export function readCodeOwners(text: string): string[] {
  let owners: string[] = [];
  for (const line of text.split(/\r?\n/, MOST_LINES)) {
    const [pattern, ...names] = line
      .replace(/(^|\s)#.*$/, '')
      .trim()
      .split(/\s+/);
    if (EVERYTHING.has(pattern)) {
      owners = names.filter(isOwner);
    }
  }
  return [...new Set(owners)];
}

function isOwner(name: string): boolean {
  return /^@[^\s@]+$|^[^\s@]+@[^\s@]+$/.test(name);
}
