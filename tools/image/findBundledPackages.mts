import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../lib/workspace.mts';
import { describePackage, type LoadedPackage } from './findLoadedFiles.mts';

/** The packages of which something is in the front end, as its source maps tell. */
export function findBundledPackages(): LoadedPackage[] {
  const scripts = join(root, 'packages/app/dist/static');
  const folders = readdirSync(scripts)
    .filter(name => name.endsWith('.map'))
    .flatMap(name => {
      const text = readFileSync(join(scripts, name), 'utf8');
      const { sources }: { sources?: string[] } = JSON.parse(text);
      return sources ?? [];
    })
    // From the first to the last `node_modules`, for packages within packages.
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
