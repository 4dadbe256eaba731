/** Describes in an error message which patterns {@link isLinearPattern} accepts. */
export const PATTERN_RULES =
  'A pattern can have up to 4 stars, one per name, and ** once in place of a name. It cannot contain brackets, or ! or # at the start of a name.';

const MOST_STARS = 4;
const BRACKETS = /[(){}[\]]/;
/**
 * A pattern that begins with `!` matches every other file, and a pattern with `#` is a comment. A check
 * of the owners of matching files would miss files with such a pattern.
 */
const INVERTED = /^[!#]/;
/** Escaped ASCII characters, which a reader can decode before it parses the pattern. */
const ESCAPE = /%[2-7][\da-f]/gi;

/**
 * Returns whether the time to match a path with a pattern grows linearly with the length of the path. A
 * reader matches the path of every file in a repository, and users choose the pattern and the file
 * names.
 *
 * With two stars in a name, a matcher tries all pairs of positions: the time for
 * `*a*b` grows with the square of the length of the name, and for `*a*a*a*b` with its fourth power. The
 * same is true for two `**` and the number of folders. A `?` counts as a star. Brackets combine
 * patterns.
 *
 * @param pattern - a path, which can contain URL escapes. A path without a star is linear.
 */
export function isLinearPattern(pattern: string): boolean {
  const names = pattern
    .replace(ESCAPE, escape =>
      String.fromCharCode(parseInt(escape.slice(1), 16)),
    )
    .split('/');
  const stars = names.map(name => name.match(/[*?]/g)?.length ?? 0);
  const count = stars.reduce((sum, each) => sum + each, 0);
  return (
    count === 0 ||
    (count <= MOST_STARS &&
      names.filter(name => name === '**').length <= 1 &&
      names.every((name, index) => name === '**' || stars[index] <= 1) &&
      !names.some(name => BRACKETS.test(name) || INVERTED.test(name)))
  );
}
