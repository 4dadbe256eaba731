import { JsonValue } from '@backstage/types';
import { Client } from 'pg';
import { readLayout, withDatabase } from '../connect/databaseConnections';
import { describeError } from '@backstage-bitbucket/portal-http';
import { applyException } from '../checks/exceptions';
import { advice, exceptable, Finding, problem } from '../findings/Finding';
import { KnownMigrations } from './knownMigrations';
import { isObject, Settings } from '../settings/Settings';

/** What of a connection says where the database is. The rest comes from `backend.database.connection`. */
const PLACE = ['connectionString', 'database', 'host', 'port', 'type'];

/**
 * Finds out whether the database was migrated by a newer build than this one. Such a database may
 * have columns that this build does not fill and tables that it misreads, and there is no way back.
 *
 * A plugin that this build does not have is left alone, and so is one whose database is elsewhere.
 */
export async function checkSchemaVersion(
  settings: Settings,
  known: KnownMigrations,
): Promise<Finding[]> {
  const keyOf = (plugin: string) =>
    `backend.database.plugin.${plugin}.connection`;
  const isHere = (plugin: string) => !isElsewhere(settings.get(keyOf(plugin)));
  const here = new Map([...known].filter(([plugin]) => isHere(plugin)));
  const elsewhere = [...known.keys()].filter(plugin => !isHere(plugin));
  try {
    return [
      ...(await compareSchemas(settings, here)).map(each =>
        applyException(settings, each),
      ),
      ...elsewhere.map(plugin =>
        advice(
          keyOf(plugin),
          'leads to a database whose schema is not compared with this build',
          'See to it yourself that no older build comes back after an upgrade.',
        ),
      ),
    ];
  } catch (error) {
    return [
      problem(
        'backend.database.connection',
        `does not lead to a database: ${describeError(error)}`,
        'Try it with: yarn config:doctor --connect',
      ),
    ];
  }
}

/** Whether the connection of a plugin leads to another place, and not only differs in a time limit, for example. */
function isElsewhere(connection: JsonValue | undefined): boolean {
  return isObject(connection)
    ? Object.keys(connection).some(key => PLACE.includes(key))
    : connection !== undefined && connection !== null;
}

/** @throws whatever the database driver does when there is no database to ask */
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

/** The names of all migrations that were run in a schema, whichever table they are kept in. */
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
