import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Database } from './Database.mts';
import {
  hashFile,
  writeManifest,
  type DatabaseEntry,
  type Manifest,
} from './manifest.mts';
import { PostgresTools } from './PostgresTools.mts';
import type { PortalFacts } from './readPortal.mts';

/**
 * Writes a backup into a new folder. The portal can be running: each database is one consistent state.
 *
 * @returns the manifest
 */
export async function createBackup(
  portal: PortalFacts,
  folder: string,
): Promise<Manifest> {
  const names = await listDatabases(portal);
  const first = await Database.connect(portal.connection, names[0]);
  const postgres = await first.readVersion().finally(() => first.close());
  const tools = new PostgresTools(portal.connection, postgres);
  mkdirSync(folder, { mode: 0o700 });
  const manifest: Manifest = {
    format: 1,
    createdAt: new Date().toISOString(),
    portalVersion: portal.version,
    backstageVersion: portal.backstageVersion,
    postgres,
    division: portal.division,
    consumers: portal.consumers,
    sessions: { environments: {}, format: 0 },
    databases: [],
  };
  try {
    for (const name of names) {
      await dump({ portal, folder, tools, manifest }, name);
    }
    writeManifest(folder, manifest);
    return manifest;
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  } finally {
    tools.close();
  }
}

/** Returns one name, or the names of the databases of the plugins that exist. */
async function listDatabases(portal: PortalFacts): Promise<string[]> {
  const { connection, division, prefix } = portal;
  if (division === 'schema') {
    return [connection.database ?? connection.user ?? 'postgres'];
  }
  const server = await Database.connect(connection, 'postgres');
  try {
    const rows = await server.query<{ datname: string }>(
      'select datname from pg_database where not datistemplate order by 1',
    );
    return rows
      .map(({ datname }) => datname)
      .filter(name => name.startsWith(prefix));
  } finally {
    await server.close();
  }
}

interface Dump {
  portal: PortalFacts;
  folder: string;
  tools: PostgresTools;
  manifest: Manifest;
}

/** Backs up one database, and adds it to the manifest. */
async function dump(
  { portal, folder, tools, manifest }: Dump,
  name: string,
): Promise<void> {
  const database = await Database.connect(portal.connection, name);
  try {
    const snapshot = await database.beginSnapshot();
    const file = `${name.replace(/[^\w.-]/g, '_')}.dump`;
    const path = join(folder, file);
    const { environments, format } = await database.readSessions();
    const entry: Omit<DatabaseEntry, 'bytes' | 'sha256'> = {
      name,
      file,
      migrations: await database.readMigrations(),
      rows: await database.countRows(),
    };
    // pg_dump keeps the mode of an existing file.
    writeFileSync(path, '', { mode: 0o600 });
    await tools.run('pg_dump', [
      '--format=custom',
      '--no-owner',
      '--no-privileges',
      `--snapshot=${snapshot}`,
      `--file=${path}`,
      `--dbname=${name}`,
    ]);
    Object.assign(manifest.sessions.environments, environments);
    manifest.sessions.format = Math.max(manifest.sessions.format, format);
    manifest.databases.push({
      ...entry,
      bytes: statSync(path).size,
      sha256: await hashFile(path),
    });
  } finally {
    await database.close();
  }
}
