/** The paths at which Bitbucket and other tools look for the file; the first that exists counts. */
export const CODEOWNERS_PATHS = ['.bitbucket/CODEOWNERS', 'CODEOWNERS'];

/** Patterns that match every file. */
const EVERYTHING = new Set(['*', '**', '/', '/*', '/**', '**/*', '/**/*']);
/** Longer files are probably not written by people. */
const MOST_LINES = 5000;
const MOST_CHARACTERS = 200_000;
/** Each of them is looked up in the catalog. */
const MOST_OWNERS = 100;

/**
 * Returns the first 100 owners of the whole repository: those of the last rule for all files, or else of the root folder.
 *
 * A rule is a pattern and owners, separated by spaces. The last matching rule counts, and a rule without owners removes
 * them. Owners are `@name`, `@workspace/group`, `@teams/name`, or an email address.
 *
 * https://support.atlassian.com/bitbucket-cloud/docs/set-up-and-use-code-owners/
 */
export function readCodeOwners(text: string): string[] {
  let owners: string[] = [];
  const lines = text.slice(0, MOST_CHARACTERS).split(/\r?\n/, MOST_LINES);
  for (const line of lines) {
    const [pattern, ...names] = withoutComment(line).trim().split(/\s+/);
    if (EVERYTHING.has(pattern)) {
      owners = names.filter(isOwner);
    }
  }
  return [...new Set(owners)].slice(0, MOST_OWNERS);
}

/** A single expression that also matches the rest of the line is slow if the line contains U+2028. */
function withoutComment(line: string): string {
  const start = line.search(/(?:^|\s)#/);
  return start < 0 ? line : line.slice(0, start);
}

function isOwner(name: string): boolean {
  return /^@[^\s@]+$|^[^\s@]+@[^\s@]+$/.test(name);
}
