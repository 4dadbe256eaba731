import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

/** The absolute path of the repository. */
export const root = resolve(import.meta.dirname, '../..');

/** The properties of a workspace package that the scripts need. */
export interface WorkspacePackage {
  name: string;
  /** Absolute path of the package. */
  folder: string;
  scripts: Record<string, string>;
}

/** Returns the packages under `packages/` and `plugins/`; `e2e` has its own command. */
export function listPackages(): WorkspacePackage[] {
  return ['packages', 'plugins'].flatMap(group =>
    readdirSync(join(root, group), { withFileTypes: true })
      .filter(entry => entry.isDirectory())
      .map(entry => readPackage(join(root, group, entry.name))),
  );
}

function readPackage(folder: string): WorkspacePackage {
  const manifest: { name: string; scripts?: Record<string, string> } =
    JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return { name: manifest.name, folder, scripts: manifest.scripts ?? {} };
}

/**
 * Returns a `require` for a module of this repository, which also loads the TypeScript sources of the
 * packages.
 *
 * @param url - `import.meta.url` of the module
 */
export function createSourceRequire(url: string): NodeJS.Require {
  const require = createRequire(url);
  require('@backstage/cli/config/nodeTransform.cjs');
  return require;
}
