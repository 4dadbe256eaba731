import { join } from 'node:path';
import { checkFit } from './checkRestore.mts';
import { Database } from './Database.mts';
import {
  readBackup,
  Refusal,
  type DatabaseEntry,
  type Manifest,
} from './manifest.mts';
import { PostgresTools } from './PostgresTools.mts';
import type { PortalFacts } from './readPortal.mts';

/** The tables with which a browser or a command line tool stays signed in. */
const SESSION_TABLES = [
  'bitbucket_auth_attempts',
  'bitbucket_auth_sessions',
  'oauth_authorization_sessions',
  'offline_sessions',
  'oidc_authorization_codes',
  'sessions',
];

export interface RestoreOptions {
  /** The folder with the backup. */
  folder: string;
  /** Whether to remove the data that the database has. */
  replace: boolean;
  withoutSessions: boolean;
}

/**
 * Restores a backup. If it fails, the database is empty.
 *
 * @returns the manifest of the backup
 * @throws Refusal before it changes anything
 */
export async function restoreBackup(
  portal: PortalFacts,
  options: RestoreOptions,
): Promise<Manifest> {
  const manifest = await readBackup(options.folder);
  checkFit(manifest, portal, options.withoutSessions);
  const { connection, division } = portal;
  const targetOf = ({ name }: DatabaseEntry) =>
    division === 'schema' ? connection.database ?? name : name;
  const place =
    division === 'database' ? 'postgres' : targetOf(manifest.databases[0]);
  const lock = await Database.connect(connection, place);
  const targets: { entry: DatabaseEntry; database: Database }[] = [];
  let tools: PostgresTools | undefined;
  try {
    const version = await lock.readVersion();
    if (version < manifest.postgres) {
      throw new Refusal(
        `The backup is from PostgreSQL ${manifest.postgres}, and this server is PostgreSQL ${version}. Restore it to PostgreSQL ${manifest.postgres} or later.`,
      );
    }
    tools = new PostgresTools(connection, version);
    await takeTurn(lock, portal.startLock);
    if (division === 'database') {
      await createMissing(lock, manifest);
    }
    for (const entry of manifest.databases) {
      const name = targetOf(entry);
      const database = await Database.connect(connection, name);
      targets.push({ entry, database });
      await checkTarget(database, name, options.replace);
    }
    for (const { entry, database } of targets) {
      await database.clear();
      const args = await createArguments(tools, entry, options);
      await tools.run('pg_restore', [`--dbname=${targetOf(entry)}`, ...args]);
      await checkRows(database, entry, options.withoutSessions);
      await database.query('analyze');
    }
    return manifest;
  } finally {
    tools?.close();
    await Promise.all(targets.map(({ database }) => database.close()));
    await lock.close();
  }
}

/** Takes the lock of a start, so that no instance can start during the restore. */
async function takeTurn(lock: Database, number: number): Promise<void> {
  const [{ mine }] = await lock.query<{ mine: boolean }>(
    `select pg_try_advisory_lock(${number}) as mine`,
  );
  if (!mine) {
    throw new Refusal(
      'An instance of the portal is starting on this database. Stop all instances, and run this again.',
    );
  }
}

async function createMissing(server: Database, manifest: Manifest) {
  const rows = await server.query<{ datname: string }>(
    'select datname from pg_database',
  );
  const existing = rows.map(({ datname }) => datname);
  for (const { name } of manifest.databases) {
    if (!existing.includes(name)) {
      await server.query(`create database ${server.quote(name)}`);
    }
  }
}

/** @throws Refusal if the database is in use, or contains data that must not be replaced */
async function checkTarget(
  database: Database,
  name: string,
  replace: boolean,
): Promise<void> {
  const programs = await database.listOtherPrograms();
  if (programs.length > 0) {
    const isPortal = programs.some(each => each.startsWith('backstage_'));
    throw new Refusal(
      `${
        isPortal ? 'A portal' : `A program (${programs[0]})`
      } is connected to the database ${name}. Stop ${
        isPortal ? 'all instances' : 'it'
      }, and run this again.`,
    );
  }
  const tables = await database.listTables();
  if (tables.length > 0 && !replace) {
    throw new Refusal(
      `The database ${name} is not empty: it has ${tables.length} tables. Restore to an empty database, or add --replace to delete all its data.`,
    );
  }
}

async function createArguments(
  tools: PostgresTools,
  { file }: DatabaseEntry,
  { folder, withoutSessions }: RestoreOptions,
): Promise<string[]> {
  const path = join(folder, file);
  const args = ['--no-owner', '--no-privileges', '--exit-on-error'];
  if (withoutSessions) {
    const list = await tools.run('pg_restore', ['--list', path]);
    args.push(`--use-list=${tools.write('list', omitSessions(list))}`);
  }
  return [...args, '--single-transaction', path];
}

/** Removes the rows of sessions from a table of contents of `pg_restore`. */
export function omitSessions(list: string): string {
  return list
    .split('\n')
    .filter(line => {
      const [, table] = / TABLE DATA \S+ (\S+) /.exec(line) ?? [];
      return !SESSION_TABLES.includes(table);
    })
    .join('\n');
}

/** Compares the number of rows of each table with the manifest. */
async function checkRows(
  database: Database,
  { rows }: DatabaseEntry,
  withoutSessions: boolean,
): Promise<void> {
  const restored = await database.countRows();
  for (const [table, expected] of Object.entries(rows)) {
    const isOmitted =
      withoutSessions && SESSION_TABLES.includes(table.split('.').at(-1)!);
    const found = restored[table] ?? 0;
    if (found !== (isOmitted ? 0 : expected)) {
      throw new Error(
        `The table ${table} has ${found} rows after the restore, instead of ${expected}. Do not start the portal.`,
      );
    }
  }
}
