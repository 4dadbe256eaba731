/**
 * Returns the first path that lies within another one, which would have to be both a file and a
 * directory.
 */
export function findFileWithin(paths: string[]): string | undefined {
  const files = new Set(paths);
  return paths.find(path => {
    const parts = path.split('/');
    return parts.some(
      (_, end) => end > 0 && files.has(parts.slice(0, end).join('/')),
    );
  });
}
