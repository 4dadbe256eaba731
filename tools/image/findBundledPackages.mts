import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../lib/workspace.mts';
import { describePackage, type LoadedPackage } from './findLoadedFiles.mts';

/** Returns the packages in the front end, according to its source maps. */
export function findBundledPackages(): LoadedPackage[] {
  const scripts = join(root, 'packages/app/dist/static');
  const folders = readdirSync(scripts)
    .filter(name => name.endsWith('.map'))
    .flatMap(name => {
      const text = readFileSync(join(scripts, name), 'utf8');
      const { sources }: { sources?: string[] } = JSON.parse(text);
      return sources ?? [];
    })
    // From the first to the last `node_modules`, for nested packages.
    .flatMap(
      source =>
        /node_modules\/(?:.*\/node_modules\/)?(?:@[^/]+\/)?[^/]+/.exec(
          source,
        ) ?? [],
    );
  return [...new Set(folders)]
    .filter(folder => existsSync(join(root, folder, 'package.json')))
    .map(folder => describePackage(root, folder));
}
