import { type JsonValue } from '@backstage/types';
import { type Client } from 'pg';
import { readLayout, withDatabase } from '../connect/databaseConnections';
import { describeError } from '@backstage-bitbucket/portal-http';
import { applyException } from '../checks/exceptions';
import { advice, exceptable, type Finding, problem } from '../findings/Finding';
import { type KnownMigrations } from './knownMigrations';
import { isObject, type Settings } from '../settings/Settings';

/**
 * The parts of a connection that locate the database. The others come from
 * `backend.database.connection`.
 */
const PLACE = ['connectionString', 'database', 'host', 'port', 'type'];

/**
 * Checks whether a newer build than this one has migrated the database. Such a database can contain
 * columns that this build does not fill and tables that it misreads. A migration cannot be undone.
 *
 * The check skips plugins that this build does not have, and plugins whose database is on another
 * server.
 */
export async function checkSchemaVersion(
  settings: Settings,
  known: KnownMigrations,
): Promise<Finding[]> {
  const keyOf = (plugin: string) =>
    `backend.database.plugin.${plugin}.connection`;
  const own = findOwnConnections(settings);
  const here = new Map([...known].filter(([plugin]) => !own.includes(plugin)));
  const elsewhere = [...known.keys()].filter(plugin => own.includes(plugin));
  try {
    return [
      ...(await compareSchemas(settings, here)).map(each =>
        applyException(settings, each),
      ),
      ...elsewhere.map(plugin =>
        advice(
          keyOf(plugin),
          'leads to a database whose schema the check does not compare with this build',
          'Make sure that no older build runs after an upgrade.',
        ),
      ),
    ];
  } catch (error) {
    return [
      problem(
        'backend.database.connection',
        `does not lead to a database: ${describeError(error)}`,
        'Check it with: yarn config:doctor --connect',
      ),
    ];
  }
}

/** Returns the IDs of the plugins whose connection leads to another server or database. */
export function findOwnConnections(settings: Settings): string[] {
  const key = 'backend.database.plugin';
  return settings
    .keys(key)
    .filter(plugin => isElsewhere(settings.get(`${key}.${plugin}.connection`)));
}

/**
 * Returns whether the connection of a plugin leads to another server or database. Other differences, for
 * example in a time limit, do not count.
 */
function isElsewhere(connection: JsonValue | undefined): boolean {
  return isObject(connection)
    ? Object.keys(connection).some(key => PLACE.includes(key))
    : connection !== undefined && connection !== null;
}

/** @throws the error of the database driver if the database does not respond */
async function compareSchemas(
  settings: Settings,
  known: KnownMigrations,
): Promise<Finding[]> {
  const { division, prefix } = readLayout(settings);
  const findings: Finding[] = [];
  if (division === 'schema') {
    await withDatabase(settings, async client => {
      for (const plugin of known.keys()) {
        const applied = await readApplied(client, `${prefix}${plugin}`);
        findings.push(...compare(plugin, applied, known));
      }
    });
    return findings;
  }
  const databases = await withDatabase(
    settings,
    async client =>
      (
        await client.query('select datname from pg_database')
      ).rows.map(({ datname }) => String(datname)),
    'postgres',
  );
  for (const plugin of known.keys()) {
    const name = `${prefix}${plugin}`;
    if (databases.includes(name)) {
      const applied = await withDatabase(
        settings,
        client => readApplied(client, 'public'),
        name,
      );
      findings.push(...compare(plugin, applied, known));
    }
  }
  return findings;
}

/** Returns the names of all migrations that were run in a schema, from all migration tables. */
async function readApplied(client: Client, schema: string): Promise<string[]> {
  const tables = await client.query(
    "select table_name from information_schema.columns where table_schema = $1 and table_name like '%migrations' and column_name = 'name'",
    [schema],
  );
  const names: string[] = [];
  for (const { table_name: table } of tables.rows) {
    const identifier = [schema, table]
      .map(part => client.escapeIdentifier(String(part)))
      .join('.');
    const { rows } = await client.query(`select name from ${identifier}`);
    names.push(...rows.map(({ name }) => String(name)));
  }
  return names;
}

function compare(
  plugin: string,
  applied: string[],
  known: KnownMigrations,
): Finding[] {
  const unknown = applied.filter(name => !known.get(plugin)?.has(name)).sort();
  if (unknown.length === 0) {
    return [];
  }
  const newest = unknown[unknown.length - 1].replace(/\.[cm]?js$/, '');
  return [
    exceptable(
      'databaseOfNewerBuild',
      problem(
        `The database of the plugin '${plugin}'`,
        `was migrated by a newer build (${newest} is unknown to this one)`,
        'Start that build or a later one, or restore the backup from before the upgrade.',
      ),
    ),
  ];
}
