import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';

/** The names of the migrations in this build, by the ID of each plugin that has a database. */
export type KnownMigrations = Map<string, Set<string>>;

/**
 * Finds the migrations in the packages that the backend depends on, directly or through other packages
 * of Backstage.
 *
 * A package can migrate the database of another plugin: the permission policy stores a table in the
 * catalog's database. So a migration of any package counts as known in every database.
 *
 * @param packageFile - path of the package.json of the backend
 */
export function findKnownMigrations(packageFile: string): KnownMigrations {
  const plugins = new Set<string>();
  const all = new Set<string>();
  for (const [manifest, pluginId] of findPackages(packageFile)) {
    const names = migrationsIn(join(dirname(manifest), 'migrations'));
    names.forEach(name => all.add(name));
    if (pluginId && names.length > 0) {
      plugins.add(pluginId);
    }
  }
  return new Map([...plugins].map(plugin => [plugin, all]));
}

/** Returns the plugin ID, if any, of each Backstage package, by the path of its package.json. */
function findPackages(packageFile: string): Map<string, string | undefined> {
  const found = new Map<string, string | undefined>();
  const visit = (manifest: string) => {
    const { backstage, dependencies = {} } = JSON.parse(
      readFileSync(manifest, 'utf8'),
    );
    if (!backstage || found.has(manifest)) {
      return;
    }
    // A library has no database of its own.
    const isLibrary = backstage.role === 'node-library';
    found.set(manifest, isLibrary ? undefined : backstage.pluginId);
    const { resolve } = createRequire(manifest);
    for (const name of Object.keys(dependencies)) {
      try {
        visit(resolve(`${name}/package.json`));
      } catch {
        // Backstage packages export their package.json.
      }
    }
  };
  visit(packageFile);
  return found;
}

function migrationsIn(folder: string): string[] {
  return existsSync(folder)
    ? readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter(file => /\.[cm]?js$/.test(file))
        .map(file => basename(file))
    : [];
}
