import { type CatalogPaths } from '../config/catalogPaths';

/**
 * Returns the path of the catalog file that the import adds: the first path without a star, or the file in the root folder
 * that the first such pattern matches. Undefined if the provider would not find any.
 */
export function importPathOf({
  files,
  patterns,
}: CatalogPaths): string | undefined {
  return (
    files[0] ??
    patterns
      .filter(({ matches, pattern }) => matches(lastNameOf(pattern)))
      .map(({ pattern }) => lastNameOf(pattern))
      .find(name => !name.includes('*'))
  );
}

function lastNameOf(pattern: string): string {
  return pattern.slice(pattern.lastIndexOf('/') + 1);
}
