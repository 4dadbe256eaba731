import { readFileSync } from 'node:fs';

/**
 * Returns the names of the packages that the backend depends on.
 *
 * @param packageFile - path of the package.json of the backend
 */
export function readDependencies(packageFile: string): string[] {
  const { dependencies = {} }: { dependencies?: object } = JSON.parse(
    readFileSync(packageFile, 'utf8'),
  );
  return Object.keys(dependencies);
}
