// Measures a backup and a restore of a large catalog.
import { installPostgres, startPostgres } from '@backstage-bitbucket/test-kit';
import knex from 'knex';
import {
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  orRefuse,
  readCommandLine,
  readNumber,
} from 'tools/lib/commandLine.mts';
import { runQuietly } from 'tools/lib/processes.mts';
import { root } from 'tools/lib/workspace.mts';

const help = `Usage: yarn bench:backup [--entities N]

Fills the tables of a catalog, and measures yarn backup and yarn restore. Needs Debian's PostgreSQL, and installs it as root.

  --entities N   default: 100,000`;

/** All of a backup and a restore, in seconds. */
const GOAL = 300;

/** An entity has about 2,000 characters, 12 search terms and 2 relations. */
const STATEMENTS = [
  `insert into refresh_state (entity_id, entity_ref, unprocessed_entity, processed_entity, errors, next_update_at, last_discovery_at, result_hash)
   select n, 'component:default/service-' || n, entity, entity, '[]', now(), now(), md5(entity)
   from generate_series(1, :entities) n, lateral (select json_build_object('kind', 'Component', 'name', n,
     'annotations', (select json_agg(md5((n * i)::text)) from generate_series(1, 50) i))::text as entity) as content`,
  `insert into final_entities (entity_id, entity_ref, hash, final_entity, last_updated_at)
   select entity_id, entity_ref, result_hash, processed_entity, now() from refresh_state`,
  `insert into search (entity_id, key, value, original_value)
   select entity_id, 'metadata.annotation.' || i, md5(entity_id || i), md5(entity_id || i)
   from refresh_state, generate_series(1, 12) i`,
  `insert into relations (originating_entity_id, source_entity_ref, type, target_entity_ref)
   select entity_id, entity_ref, type, 'group:default/team-' || length(entity_id)
   from refresh_state, (values ('ownedBy'), ('partOf')) types (type)`,
  `insert into refresh_state_references (source_key, target_entity_ref) select 'bench', entity_ref from refresh_state`,
];

const { values } = readCommandLine(help, {
  options: { entities: { type: 'string', default: '100000' } },
});
const entities = orRefuse(help, () =>
  readNumber('--entities', values.entities, 1),
);
const found = installPostgres();
if ('missing' in found) {
  throw new Error(found.missing);
}

const require = createRequire(import.meta.url);
const catalog = require.resolve(
  '@backstage/plugin-catalog-backend/package.json',
);

const directory = mkdtempSync(join(tmpdir(), 'bench-backup-'));
const folder = join(directory, 'backup');
const server = await startPostgres({
  ...found,
  statements: ['create database portal', 'create database restored'],
});
try {
  await fill();
  const backup = await measure('backup', 'portal');
  const bytes = readdirSync(folder)
    .map(name => statSync(join(folder, name)).size)
    .reduce((sum, size) => sum + size, 0);
  const restore = await measure('restore', 'restored');
  const sum = backup + restore;
  console.log(`| Entities | Backup | Size | Restore | Goal for both |
| --- | --- | --- | --- | --- |
| ${entities.toLocaleString('en')} | ${backup.toFixed(1)} s | ${Math.round(
    bytes / 1e6,
  )} MB | ${restore.toFixed(1)} s | ${GOAL} s |`);
  process.exitCode = sum < GOAL ? 0 : 1;
} finally {
  await server.close();
  rmSync(directory, { recursive: true, force: true });
}

/** Creates the tables of this version of the catalog, and entities with relations and search terms. */
async function fill(): Promise<void> {
  const database = knex({
    client: 'pg',
    connection: { ...server.connection, database: 'portal' },
    searchPath: ['catalog'],
  });
  try {
    await database.raw('create schema catalog');
    await database.migrate.latest({
      directory: join(dirname(catalog), 'migrations'),
    });
    for (const statement of STATEMENTS) {
      await database.raw(statement.replaceAll(':entities', String(entities)));
    }
  } finally {
    await database.destroy();
  }
}

async function measure(command: string, database: string): Promise<number> {
  const file = join(directory, `${database}.json`);
  const connection = { ...server.connection, database };
  writeFileSync(
    file,
    JSON.stringify({
      backend: {
        database: { client: 'pg', pluginDivisionMode: 'schema', connection },
      },
    }),
  );
  const startedAt = performance.now();
  const code = await runQuietly(process.execPath, [
    join(root, `tools/backup/${command}.mts`),
    ...[folder, '--config', file],
  ]);
  if (code !== 0) {
    throw new Error(`yarn ${command} failed.`);
  }
  return (performance.now() - startedAt) / 1000;
}
