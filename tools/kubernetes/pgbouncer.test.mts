import { parse } from 'yaml';
import assert from 'node:assert/strict';
import {
  chmodSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Client } from 'pg';
import {
  ChildServer,
  findFreePort,
  findPostgres,
  installPgbouncer,
  startPostgres,
  type Postgres,
} from '@backstage-bitbucket/test-kit';
import { root } from '../lib/workspace.mts';

const folder = join(root, 'deploy/kubernetes/pgbouncer');
const ini = readFileSync(join(folder, 'pgbouncer.ini'), 'utf8');
const plugins: Record<
  string,
  { connection: { database?: string; host?: string } }
> = parse(readFileSync(join(folder, 'app-config.pgbouncer.yaml'), 'utf8'))
  .backend.database.plugin;
const pooled = Object.keys(plugins).filter(name => name !== 'events');

describe('deploy/kubernetes/pgbouncer', () => {
  it('has a pool with the right schema for each plugin', () => {
    for (const name of pooled) {
      const { database } = plugins[name].connection;
      assert.match(
        ini,
        new RegExp(
          `^${database} = .*connect_query='set search_path to "${name}"'$`,
          'm',
        ),
      );
    }
    assert.match(ini, /^pool_mode = transaction$/m);
  });

  it('has as many plugins as the doctor counts', () => {
    const text = readFileSync(
      join(root, 'packages/portal-doctor/src/connect/connectToDatabase.ts'),
      'utf8',
    );
    assert.equal(
      Object.keys(plugins).length,
      Number(/^const PLUGINS = (\d+);$/m.exec(text)?.[1]),
    );
  });

  it('has all plugins of the backend', () => {
    const text = readFileSync(
      join(root, 'packages/backend/src/index.ts'),
      'utf8',
    );
    const names = Array.from(
      text.matchAll(
        /plugin-([a-z-]+)-backend'|plugin-(bitbucket-cloud)-backend/g,
      ),
      ([, one, other]) => one ?? other,
    );
    for (const name of names) {
      assert.ok(
        plugins[name],
        `app-config.pgbouncer.yaml has no entry for the plugin ${name}.`,
      );
    }
  });
});

const pgbouncer = findPostgres()
  ? installPgbouncer()
  : { missing: 'npm has no PostgreSQL for this system' };
const skip = 'missing' in pgbouncer && pgbouncer.missing;
const command = 'pgbouncer' in pgbouncer ? pgbouncer.pgbouncer : '';

describe('PgBouncer in transaction mode', { skip }, () => {
  const require = createRequire(import.meta.url);
  let postgres: Postgres;
  let pooler: ChildServer;
  let place: string;
  let port: number;
  const opened: { destroy(): Promise<void> }[] = [];

  before(async () => {
    postgres = await startPostgres({
      statements: ['create database backstage'],
    });
    for (const name of ['auth', 'catalog']) {
      await postgres.query(
        `create schema ${name}; create table ${name}.owner as select '${name}' as name`,
        'backstage',
      );
    }
    port = await findFreePort();
    place = mkdtempSync(join(tmpdir(), 'pgbouncer-'));
    chmodSync(place, 0o755);
    const { user, password } = postgres.connection;
    writeFileSync(join(place, 'users.txt'), `"${user}" "${password}"\n`);
    const changes: [RegExp, string][] = [
      [/host=\S+ port=\d+/g, `host=127.0.0.1 port=${postgres.connection.port}`],
      [/^listen_addr = .*/m, 'listen_addr = 127.0.0.1\nunix_socket_dir ='],
      [/^listen_port = .*/m, `listen_port = ${port}`],
      [/^auth_file = .*/m, `auth_file = ${join(place, 'users.txt')}`],
      [/^(client|server)_tls_.*\n/gm, ''],
      // So few that the clients of the tests share them.
      [/^default_pool_size = .*/m, 'default_pool_size = 2'],
    ];
    writeFileSync(
      join(place, 'pgbouncer.ini'),
      changes.reduce((text, [from, to]) => text.replace(from, to), ini),
    );
    pooler = new ChildServer({
      command,
      args: [
        ...(process.getuid?.() === 0 ? ['-u', 'nobody'] : []),
        join(place, 'pgbouncer.ini'),
      ],
      logFile: join(place, 'log'),
      lastSignal: 'SIGKILL',
      ready: 'process up',
    });
    await pooler.start();
  });

  after(async () => {
    await Promise.all(opened.map(each => each.destroy()));
    await pooler?.end();
    await postgres?.close();
    if (place) rmSync(place, { recursive: true, force: true });
  });

  /** Connects like Backstage connects a plugin. */
  function connect(plugin: string, database: string) {
    const { user, password } = postgres.connection;
    const knex = require('knex')({
      client: 'pg',
      searchPath: [plugin],
      connection: {
        host: '127.0.0.1',
        port,
        user,
        password,
        database,
        statement_timeout: 20_000,
      },
      pool: { min: 0, max: 5 },
    });
    opened.push(knex);
    return knex;
  }

  /** Without a search_path, the table does not exist. */
  const reachesItsTable = ([plugin, knex]: readonly [
    string,
    any,
  ]): Promise<boolean> =>
    knex.raw('select name from owner where ? = ?', [1, 1]).then(
      ({ rows }: any) => rows[0].name === plugin,
      () => false,
    );

  /** Returns how many of 160 queries reached the tables of another plugin. */
  async function countWrong(
    databaseOf: (plugin: string) => string,
  ): Promise<number> {
    const clients = ['auth', 'catalog'].map(
      plugin => [plugin, connect(plugin, databaseOf(plugin))] as const,
    );
    const turns = [...clients, ...clients, ...clients, ...clients];
    const found: boolean[] = [];
    for (let round = 0; round < 20; round++) {
      found.push(...(await Promise.all(turns.map(reachesItsTable))));
    }
    return found.filter(isRight => !isRight).length;
  }

  it('mixes up the plugins with one pool, and does not with a pool for each', async () => {
    assert.ok((await countWrong(() => 'backstage')) > 0);
    assert.equal(
      await countWrong(plugin => plugins[plugin].connection.database!),
      0,
    );
  });

  it('runs migrations, in the schema of each plugin', async () => {
    const migrate = (plugin: string) =>
      connect(plugin, plugins[plugin].connection.database!).migrate.latest({
        migrationSource: {
          getMigrations: async () => ['1'],
          getMigrationName: (name: string) => name,
          getMigration: () => ({
            up: (knex: any) =>
              knex.schema.createTable(`made_by_${plugin}`, (table: any) =>
                table.increments(),
              ),
            down: async () => {},
          }),
        },
      });
    await Promise.all([migrate('auth'), migrate('catalog')]);
    assert.deepEqual(
      await postgres.query(
        "select schemaname, tablename from pg_tables where tablename like 'made_by_%' order by 1",
        'backstage',
      ),
      ['auth', 'catalog'].map(name => ({
        schemaname: name,
        tablename: `made_by_${name}`,
      })),
    );
  });

  it('holds the lock of a start, and releases it when the start ends', async () => {
    const { Client: PgClient } = require('pg') as { Client: typeof Client };
    const { user, password } = postgres.connection;
    const [first, second] = await Promise.all(
      [1, 2].map(async () => {
        const client = new PgClient({
          host: '127.0.0.1',
          port,
          user,
          password,
          database: 'backstage',
        });
        await client.connect();
        await client.query('begin');
        return client;
      }),
    );
    const lock = async (client: Client) =>
      (
        await client.query(
          'select pg_try_advisory_xact_lock(746230155) as mine',
        )
      ).rows[0].mine;
    assert.equal(await lock(first), true);
    assert.equal(await lock(second), false);
    await first.query('commit');
    assert.equal(await lock(second), true);
    await Promise.all([first.end(), second.end()]);
  });
});
