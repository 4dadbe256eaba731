import { BITBUCKET_CLOUD_BASE_URL } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { braceExpand, Minimatch } from 'minimatch';

/** Pattern syntax other than stars and braces. The check tries example names, which do not cover this syntax. */
const UNUSUAL = /[[\]\\]|[@!+*?]\(/;

/** The `?` before the name of a parameter, as a character or an escape. Every other `?` is a wildcard. */
const PATTERN_QUERY = /(?:\?|\[\?\]|\\\?)(?=[\w.-]+=)/;

/** A server can resolve such a segment in the path that a parameter contains. */
const DOT_SEGMENT = /(?:^|[/\\])\.{1,2}(?:[/\\]|$)/;

/** Each `?` of a pattern adds one length of example names. */
const MOST_QUESTION_MARKS = 2;

/**
 * Returns whether a URL matches a pattern of `catalog.rules`. A URL with stars matches if the pattern
 * matches each file that a reader can find with it. Comparing the text is not enough: the text of
 * `**\/users.yaml` matches the pattern `*\/users.yaml`, but the reader also finds files in other folders.
 */
export function matchesPattern(target: string, pattern: string): boolean {
  if (target === pattern) {
    return true;
  }
  // One alternative must match all files. All alternatives of `{a,b}/**` together still match only some.
  return (
    (target.includes('*') || createMatcher(pattern)(target)) &&
    braceExpand(pattern).some(
      each => covers(target, each) && matchesQuery(target, each),
    )
  );
}

function covers(target: string, pattern: string): boolean {
  return target.includes('*')
    ? matchesEachFile(target, pattern)
    : createMatcher(pattern)(target);
}

/**
 * Returns whether the path of a URL matches the path of a pattern, and each parameter in the pattern
 * matches its value in the URL. Matching the whole URL is not enough, because a `?` of a pattern matches
 * each character. For example, the pattern `*?at=main` matches `users.yaml?at=xat=main`, a file of the
 * branch `xat=main`.
 */
function matchesQuery(target: string, pattern: string): boolean {
  const [path, query] = splitAt(target, /\?/);
  if (query === undefined) {
    return true;
  }
  const [pathPattern, queryPattern = ''] = splitAt(pattern, PATTERN_QUERY);
  const values = new URLSearchParams(query);
  return (
    covers(path, pathPattern) &&
    queryPattern
      .split('&')
      .filter(Boolean)
      .every(each => {
        const [name, valuePattern = ''] = splitAt(each, /=/);
        const value = values.get(name) ?? '';
        return !DOT_SEGMENT.test(value) && covers(value, valuePattern);
      })
  );
}

function splitAt(
  text: string,
  separator: RegExp,
): [before: string, after?: string] {
  const found = separator.exec(text);
  return found
    ? [text.slice(0, found.index), text.slice(found.index + found[0].length)]
    : [text];
}

function matchesEachFile(target: string, pattern: string): boolean {
  const questionMarks = pattern.split('?').length - 1;
  if (UNUSUAL.test(pattern) || questionMarks > MOST_QUESTION_MARKS) {
    return false;
  }
  const letter = findUnusedLetter(target + pattern);
  const names = Array.from({ length: questionMarks + 2 }, (_, length) =>
    letter.repeat(length),
  );
  const matches = createMatcher(pattern);
  const depths = pattern.split('/').length;
  for (const example of examplesOf(target, { names, depths })) {
    if (!matches(example)) {
      return false;
    }
  }
  return true;
}

function createMatcher(pattern: string): (url: string) => boolean {
  const matcher = new Minimatch(toComparable(pattern), { dot: true });
  return url => matcher.match(toComparable(url));
}

/** Returns a letter that only a star or a `?` of the pattern can match. */
function findUnusedLetter(text: string): string {
  let code = 0xe000;
  while (text.includes(String.fromCharCode(code))) {
    code += 1;
  }
  return String.fromCharCode(code);
}

/**
 * Yields example URLs of files that a reader can find: `**` as each number of folders, with names of each
 * length, and other stars as each name.
 */
function* examplesOf(
  target: string,
  { names, depths }: { names: string[]; depths: number },
): Generator<string> {
  const parts = target.split('/');
  const deepest = parts.includes('**') ? depths : 0;
  for (const folder of deepest > 0 ? names.slice(1) : [names[1]]) {
    for (let depth = 0; depth <= deepest; depth++) {
      const folders = Array(depth).fill(folder);
      const inFolders = parts.flatMap((part, index) => {
        if (part !== '**') {
          return part;
        }
        return index < parts.length - 1 ? folders : [...folders, '*'];
      });
      yield* fill(inFolders.join('/'), names);
    }
  }
}

/** Replaces the stars one after the other. A path segment that consists of a star cannot be empty. */
function* fill(url: string, names: string[]): Generator<string> {
  const [before, ...others] = url.split('*');
  if (others.length === 0) {
    yield url;
    return;
  }
  const after = others.join('*');
  const isName = before.endsWith('/') && /^(?:\/|$)/.test(after);
  for (const name of isName ? names.slice(1) : names) {
    yield* fill(`${before}${name}${after}`, names);
  }
}

/**
 * Returns a URL or pattern in which the case-insensitive parts are in lower case: the host, and for
 * Bitbucket the workspace and the repository. Branches and paths in Git are case-sensitive, so a pattern
 * for `src/main/**` must not match the branch `MAIN`, which other people can write to.
 */
function toComparable(url: string): string {
  if (!/^https?:/i.test(url)) {
    return url;
  }
  const parts = url.split('/');
  const isAtBitbucket = url
    .toLowerCase()
    .startsWith(`${BITBUCKET_CLOUD_BASE_URL}/`);
  // The segments after ** can be a part of the path.
  const anyDepth = parts.indexOf('**');
  const end = Math.min(
    isAtBitbucket ? 5 : 3,
    anyDepth < 0 ? Infinity : anyDepth,
  );
  return parts
    .map((part, index) => (index < end ? part.toLowerCase() : part))
    .join('/');
}
