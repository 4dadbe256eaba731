import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

/** Folders that are generated, or that no build reads. */
const ignoredFolders = new Set([
  'coverage',
  'dist',
  'dist-types',
  'node_modules',
  'test-results',
]);

function listFiles(path: string): string[] {
  if (!existsSync(path)) {
    return [];
  }
  if (!statSync(path).isDirectory()) {
    return [path];
  }
  return readdirSync(path, { withFileTypes: true })
    .filter(entry => !(entry.isDirectory() && ignoredFolders.has(entry.name)))
    .flatMap(entry => listFiles(join(path, entry.name)));
}

/**
 * Returns one value for the content of all the given files and folders. It changes if, and only if, a
 * file is changed, added, renamed or removed.
 *
 * @param base - absolute base path of the others
 * @returns a SHA-256 digest in hexadecimal
 */
export function fingerprint(base: string, paths: string[]): string {
  const hash = createHash('sha256');
  for (const file of paths
    .flatMap(path => listFiles(join(base, path)))
    .sort()) {
    const content = readFileSync(file);
    hash.update(`${relative(base, file)}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}
