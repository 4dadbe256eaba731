const WILDCARDS: Record<string, string> = { '*': '[^/]*', '**': '.*' };

/**
 * Parses a path pattern: `*` matches anything within a segment, `**` matches anything, and all other
 * characters match themselves. The pattern must match the whole path, without the query, either as sent
 * or percent-decoded.
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
