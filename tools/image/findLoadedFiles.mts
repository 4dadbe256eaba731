import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { nodeFileTrace } from '@vercel/nft';

/** A package of which something is loaded. */
export type LoadedPackage = {
  /** Where everything is installed. */
  base: string;
  /** Relative to that. */
  folder: string;
  name: string;
  version: string;
  license: string;
};

type Manifest = {
  name?: string;
  version?: string;
  license?: string | { type?: string };
  backstage?: object;
};

/** What no running backend reads. */
const unread =
  /\.(?:map|d\.ts|d\.cts|d\.mts|md|markdown)$|\/(?:__fixtures__|__testUtils__)\//;

/**
 * Packages that are reached by their name only, from configuration or from code that puts the name
 * together: knex's and keyv's drivers.
 */
const entries = ['pg', 'better-sqlite3', '@keyv/redis'];

/**
 * Finds the files that the backend can load, by following what its modules import. Packages of
 * Backstage and of this repository come whole: they read migrations, templates and schemas that
 * no import names.
 *
 * @param installed - folder of the built backend with its dependencies for production
 * @returns Paths relative to that folder
 */
export async function findLoadedFiles(
  installed: string,
): Promise<{ files: string[]; packages: LoadedPackage[] }> {
  const base = realpathSync(installed);
  const backend = join(base, 'packages/backend/dist/index.cjs.js');
  const modules = join(base, 'node_modules');
  const drivers = entries.map(name => join(modules, name, 'package.json'));
  const traced = await nodeFileTrace([backend, ...drivers.flatMap(mainOf)], {
    base,
    processCwd: base,
  });
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
  // By this link the backend finds the front end, by its name.
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

/** The folder of the package that a file belongs to; a package has a name and a version. */
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

/** What the manifest of a package says of it. */
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

/** All files of one package, without those of packages within it. */
function listFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => relative(folder, join(entry.parentPath, entry.name)))
    .filter(path => !path.split('/').includes('node_modules'));
}
