import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { dependencies } from '../../package.json';

/** The names of the migrations that this build brings along, by the id of the plugin they belong to. */
export type KnownMigrations = Map<string, Set<string>>;

/** The package whose migrations run for every plugin. */
const OF_EVERY_PLUGIN = '@backstage/backend-defaults';

/** Finds the migrations in the packages that the backend depends on. */
export function findKnownMigrations(
  packages: string[] = Object.keys(dependencies),
): KnownMigrations {
  const known: KnownMigrations = new Map();
  const shared: string[] = [];
  for (const { name, folder, pluginId } of packages.flatMap(findPackage)) {
    const names = migrationsIn(join(folder, 'migrations'));
    if (name === OF_EVERY_PLUGIN) {
      shared.push(...names);
    } else if (pluginId && names.length > 0) {
      known.set(pluginId, new Set([...(known.get(pluginId) ?? []), ...names]));
    }
  }
  known.forEach(names => shared.forEach(name => names.add(name)));
  return known;
}

interface FoundPackage {
  name: string;
  folder: string;
  pluginId?: string;
}

function findPackage(name: string): FoundPackage[] {
  try {
    const manifest = require.resolve(`${name}/package.json`);
    const { backstage } = JSON.parse(readFileSync(manifest, 'utf8'));
    return [{ name, folder: dirname(manifest), pluginId: backstage?.pluginId }];
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
