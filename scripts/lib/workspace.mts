import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

/** The absolute path of the repository. */
export const root = resolve(import.meta.dirname, '../..');

/** What the scripts need to know of one package of the workspace. */
export type WorkspacePackage = {
  name: string;
  /** Absolute path of the package. */
  folder: string;
  scripts: Record<string, string>;
};

/** The packages under `packages/` and `plugins/`; `e2e` is run by its own command. */
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
 * A `require` that sees what the package in the given folder depends on, so that
 * no script uses a dependency that nobody declared.
 *
 * @param folder - relative to the repository, as in `packages/backend`
 */
export function requireFrom(folder: string): NodeJS.Require {
  return createRequire(join(root, folder, 'package.json'));
}
