import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { dependencies } from '../../package.json';

/** The names of the migrations in this build, by the id of each plugin that has a database. */
export type KnownMigrations = Map<string, Set<string>>;

/**
 * Finds the migrations in the packages that the backend depends on.
 *
 * A package can migrate the database of another plugin than its own: the permission policy keeps a
 * table in that of the catalog. So a migration of any package counts as known in every database.
 */
export function findKnownMigrations(
  packages: string[] = Object.keys(dependencies),
): KnownMigrations {
  const plugins = new Set<string>();
  const all = new Set<string>();
  for (const { folder, pluginId } of packages.flatMap(findPackage)) {
    const names = migrationsIn(join(folder, 'migrations'));
    names.forEach(name => all.add(name));
    if (pluginId && names.length > 0) {
      plugins.add(pluginId);
    }
  }
  return new Map([...plugins].map(plugin => [plugin, all]));
}

interface FoundPackage {
  folder: string;
  pluginId?: string;
}

function findPackage(name: string): FoundPackage[] {
  try {
    const manifest = require.resolve(`${name}/package.json`);
    const { backstage } = JSON.parse(readFileSync(manifest, 'utf8'));
    return [{ folder: dirname(manifest), pluginId: backstage?.pluginId }];
  } catch {
    // A package that hides its manifest is none of Backstage's.
    return [];
  }
}

function migrationsIn(folder: string): string[] {
  return existsSync(folder)
    ? readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter(file => /\.[cm]?js$/.test(file))
        .map(file => basename(file))
    : [];
}
