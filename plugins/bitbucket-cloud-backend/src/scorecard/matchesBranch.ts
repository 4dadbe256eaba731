/**
 * Returns whether a pattern of a branch restriction matches a branch. `*` stands for any text.
 *
 * Administrators of a repository write the pattern and choose the branch. A regular expression with many stars would try
 * all divisions of the name, which can take longer than the process lives. Each part between two stars is searched once.
 */
export function matchesBranch(pattern: string, branch: string): boolean {
  const [start, ...parts] = pattern.split('*');
  const end = parts.pop();
  if (end === undefined) {
    return branch === pattern;
  }
  const last = branch.length - end.length;
  let position = start.length;
  if (position > last || !branch.startsWith(start) || !branch.endsWith(end)) {
    return false;
  }
  for (const part of parts) {
    const found = branch.indexOf(part, position);
    if (found < 0 || found + part.length > last) {
      return false;
    }
    position = found + part.length;
  }
  return true;
}
