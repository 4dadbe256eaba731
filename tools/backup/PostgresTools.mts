import { installPackages } from '@backstage-bitbucket/test-kit';
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { getCACertificates, type ConnectionOptions } from 'node:tls';
import { promisify } from 'node:util';
import type { ClientConfig } from 'pg';
import { Refusal } from './manifest.mts';

/** Where the packages of Debian and of Red Hat install the versions of PostgreSQL. */
const VERSION_FOLDERS = [
  ['/usr/lib/postgresql', 'bin'],
  ['/usr', 'bin'],
];

/** Runs `pg_dump` and `pg_restore`. The password is in a file that is removed by `close`. */
export class PostgresTools {
  readonly #folder: string;
  readonly #environment: NodeJS.ProcessEnv;
  readonly #scratch = mkdtempSync(join(tmpdir(), 'portal-backup-'));

  /**
   * @param major - the major version of the server
   * @throws Refusal if no tools of this version or a later one are installed
   */
  constructor(connection: ClientConfig, major: number) {
    const folder = findTools(major) ?? installTools(major);
    if (folder === undefined) {
      this.close();
      throw new Refusal(
        `pg_dump and pg_restore of PostgreSQL ${major} or later are not installed. Install them, for example with: sudo apt-get install postgresql-client-${major}. If your distribution does not have this version, add the repository https://apt.postgresql.org first.`,
      );
    }
    this.#folder = folder;
    this.#environment = this.#createEnvironment(connection);
  }

  /** @throws Error with the last lines of the output, without the password */
  async run(
    command: 'pg_dump' | 'pg_restore',
    args: string[],
  ): Promise<string> {
    try {
      const { stdout } = await promisify(execFile)(
        join(this.#folder, command),
        args,
        { env: this.#environment, maxBuffer: 64 * 1024 * 1024 },
      );
      return stdout;
    } catch (error) {
      const { stderr = '', message } = error as Error & { stderr?: string };
      throw new Error(
        `${command} failed: ${
          stderr.trim().split('\n').slice(-3).join(' ') || message
        }`,
      );
    }
  }

  /** Writes a file for the tools, and returns its path. */
  write(name: string, text: string): string {
    const file = join(this.#scratch, name);
    writeFileSync(file, text, { mode: 0o600 });
    return file;
  }

  close(): void {
    rmSync(this.#scratch, { recursive: true, force: true });
  }

  #createEnvironment(connection: ClientConfig): NodeJS.ProcessEnv {
    const { host, port, user, password, ssl } = connection;
    const escaped = String(password ?? '').replace(/[\\:]/g, '\\$&');
    return {
      PATH: process.env.PATH,
      LC_ALL: 'C',
      PGHOST: host ?? 'localhost',
      PGPORT: String(port ?? 5432),
      PGUSER: user,
      PGPASSFILE: this.write('pgpass', `*:*:*:*:${escaped}\n`),
      PGAPPNAME: 'portal_backup',
      ...this.#createTlsEnvironment(ssl),
    };
  }

  /** Translates the options of Node.js to those of libpq. */
  #createTlsEnvironment(ssl: ClientConfig['ssl']): NodeJS.ProcessEnv {
    if (!ssl) {
      return { PGSSLMODE: 'disable' };
    }
    const { rejectUnauthorized, ca, cert, key }: ConnectionOptions =
      ssl === true ? {} : ssl;
    const authorities = ca ?? getCACertificates('default');
    return {
      PGSSLMODE: rejectUnauthorized === false ? 'require' : 'verify-full',
      ...(rejectUnauthorized !== false && {
        PGSSLROOTCERT: this.write('ca.pem', [authorities].flat().join('\n')),
      }),
      ...(cert && { PGSSLCERT: this.write('cert.pem', String(cert)) }),
      ...(key && { PGSSLKEY: this.write('key.pem', String(key)) }),
    };
  }
}

function installTools(major: number): string | undefined {
  installPackages([`postgresql-client-${major}`]);
  return findTools(major);
}

/** Returns the folder with the oldest tools that are not older than the server. */
function findTools(major: number): string | undefined {
  const folders = [
    ...(process.env.PATH ?? '').split(delimiter).filter(Boolean),
    ...VERSION_FOLDERS.flatMap(([parent, child]) =>
      list(parent).map(name => join(parent, name, child)),
    ).filter(folder => /\d/.test(folder)),
  ];
  return folders
    .map(folder => ({ folder, version: readVersion(folder) }))
    .filter(({ version }) => version >= major)
    .sort((one, other) => one.version - other.version)[0]?.folder;
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Returns the major version of both tools in a folder, or 0. */
function readVersion(folder: string): number {
  try {
    return Math.min(
      ...['pg_dump', 'pg_restore'].map(name => {
        const text = execFileSync(join(folder, name), ['--version'], {
          encoding: 'utf8',
          stdio: ['ignore', 'pipe', 'ignore'],
        });
        return Number(/\(PostgreSQL\) (\d+)/.exec(text)?.[1] ?? 0);
      }),
    );
  } catch {
    return 0;
  }
}
