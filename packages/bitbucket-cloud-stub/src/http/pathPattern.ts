const WILDCARDS: Record<string, string> = { '*': '[^/]*', '**': '.*' };

/**
 * Reads a path pattern: `*` stands for anything within a segment, `**` for anything at all, and
 * everything else for itself. The pattern has to fit the whole path, without the query, either as
 * it was sent or with its percent-encoding undone.
 */
export function matchesPath(pattern: string): (path: string) => boolean {
  if (!pattern.includes('*')) {
    return path => path === pattern || decode(path) === pattern;
  }
  const expression = new RegExp(
    `^${pattern
      .split(/(\*\*|\*)/)
      .map(
        part => WILDCARDS[part] ?? part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'),
      )
      .join('')}$`,
  );
  return path => expression.test(path) || expression.test(decode(path));
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
