import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { nodeFileTrace } from '@vercel/nft';

/** A package from which files are loaded. */
export interface LoadedPackage {
  /** The folder of the installation. */
  base: string;
  /** Relative to the base. */
  folder: string;
  name: string;
  version: string;
  license: string;
}

interface Manifest {
  name?: string;
  version?: string;
  license?: string | { type?: string };
  backstage?: object;
}

/** Files that no running backend reads. */
const unread =
  /\.(?:map|d\.ts|d\.cts|d\.mts|md|markdown)$|\/(?:__fixtures__|__testUtils__)\//;

/**
 * Packages that are only loaded by name, from the configuration or a computed name: the drivers of knex
 * and keyv.
 */
const entries = ['pg', 'better-sqlite3', '@keyv/redis'];

/** The image starts it with `--import`. */
const telemetry = 'packages/portal-telemetry/start.mjs';

/**
 * Finds the files that the backend can load, by following the imports of its modules. Includes all files
 * of Backstage's and this repository's packages, because they read migrations, templates and schemas
 * without imports.
 *
 * @param installed - folder of the built backend with its dependencies for production
 * @returns paths relative to that folder
 */
export async function findLoadedFiles(
  installed: string,
): Promise<{ files: string[]; packages: LoadedPackage[] }> {
  const base = realpathSync(installed);
  const backend = join(base, 'packages/backend/dist/index.cjs.js');
  const modules = join(base, 'node_modules');
  const drivers = entries.map(name => join(modules, name, 'package.json'));
  const traced = await nodeFileTrace(
    [backend, join(base, telemetry), ...drivers.flatMap(mainOf)],
    { base, processCwd: base },
  );
  const files = new Set([...traced.fileList].filter(isInside));
  const packages = new Map<string, LoadedPackage>();
  for (const file of [...files]) {
    const folder = packageOf(file, base);
    if (folder && !packages.has(folder)) {
      packages.set(folder, describePackage(base, folder));
      files.add(join(folder, 'package.json'));
      if (readManifest(join(base, folder)).backstage) {
        listFiles(join(base, folder)).forEach(each =>
          files.add(join(folder, each)),
        );
      }
    }
  }
  for (const folder of ['packages/backend', 'packages/app']) {
    listFiles(join(base, folder)).forEach(each =>
      files.add(join(folder, each)),
    );
  }
  // The backend finds the front end by its package name through this link.
  files.add('node_modules/app');
  files.add('package.json');
  return {
    files: [...files].filter(file => !unread.test(file)).sort(),
    packages: [...packages.values()],
  };
}

function isInside(file: string): boolean {
  return !file.startsWith('..');
}

function mainOf(manifest: string): string[] {
  if (!existsSync(manifest)) {
    return [];
  }
  const { main = 'index.js' } = JSON.parse(readFileSync(manifest, 'utf8'));
  const path = join(dirname(manifest), main);
  return [path, `${path}.js`, join(path, 'index.js')]
    .filter(each => existsSync(each) && /\.c?js$/.test(each))
    .slice(0, 1);
}

/** Returns the folder of the package of a file. A package has a name and a version. */
function packageOf(file: string, base: string): string | undefined {
  for (let at = dirname(file); at !== '.'; at = dirname(at)) {
    const path = join(base, at, 'package.json');
    if (existsSync(path) && readManifest(join(base, at)).version) {
      return at;
    }
  }
  return undefined;
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}

/** Returns the description of a package from its manifest. */
export function describePackage(base: string, folder: string): LoadedPackage {
  const {
    name = folder,
    version = '',
    license,
  } = readManifest(join(base, folder));
  return {
    base,
    folder,
    name,
    version,
    license: (typeof license === 'object' ? license.type : license) ?? '',
  };
}

/** Returns all files of one package, without nested packages. */
function listFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => relative(folder, join(entry.parentPath, entry.name)))
    .filter(path => !path.split('/').includes('node_modules'));
}
