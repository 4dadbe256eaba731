import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import {
  installPostgres,
  makeCertificate,
  startPostgres,
  type Postgres,
} from '@backstage-bitbucket/test-kit';
import { root } from '../lib/workspace.mts';
import { createBackup } from './createBackup.mts';
import { Database } from './Database.mts';
import { readPortal, type PortalFacts } from './readPortal.mts';
import { restoreBackup, type RestoreOptions } from './restoreBackup.mts';

const found = installPostgres();
const password = 'pa:ss\\word-of-the-role-5520';
const certificate = makeCertificate('localhost');

/** Tables as in a portal, with a migration that each build knows. */
const DATA = `
  create schema catalog;
  create table catalog.knex_migrations (name text);
  insert into catalog.knex_migrations values ('20210928160613_init.js');
  create table catalog.final_entities (id text);
  insert into catalog.final_entities select 'entity-' || n from generate_series(1, 100) n;
  create schema auth;
  create table auth.bitbucket_auth_sessions (environment text, format integer, ended_at bigint);
  insert into auth.bitbucket_auth_sessions values ('production', 1, null), ('production', 1, 1);`;

it('is in a folder that Git and the build of the image ignore', () => {
  execFileSync('git', ['check-ignore', 'portal-backup-20261201T120000Z/'], {
    cwd: root,
  });
  assert.match(
    readFileSync(join(root, '.dockerignore'), 'utf8'),
    /^portal-backup-\*$/m,
  );
});

describe(
  'backup and restore',
  { skip: 'missing' in found && found.missing },
  () => {
    const directory = mkdtempSync(join(tmpdir(), 'backup-'));
    const folder = join(directory, 'backup');
    let server: Postgres;
    let portal: PortalFacts;

    before(async () => {
      server = await startPostgres({
        ...(found as { folder: string }),
        tls: certificate,
        statements: [
          `create role quayside login createdb password '${password}'`,
          'create database backstage owner quayside',
          'create database other owner quayside',
        ],
      });
      portal = await readPortal([writeConfig('backstage')]);
      await run('backstage', DATA);
      await createBackup(portal, folder);
    });

    after(async () => {
      await server?.close();
      rmSync(directory, { recursive: true, force: true });
    });

    function writeConfig(database: string, more = {}): string {
      const file = join(directory, `${database}.json`);
      const { port } = server.connection;
      const connection = {
        ...{ host: 'localhost', port, user: 'quayside', password, database },
        ssl: { rejectUnauthorized: true, ca: certificate.cert },
      };
      writeFileSync(
        file,
        JSON.stringify({
          backend: {
            database: {
              client: 'pg',
              pluginDivisionMode: 'schema',
              connection,
              ...more,
            },
          },
          auth: {
            providers: {
              bitbucket: { production: { clientId: 'key-of-ours' } },
            },
          },
        }),
      );
      return file;
    }

    async function run<T>(database: string, statement: string): Promise<T[]> {
      const client = await Database.connect(portal.connection, database);
      return client.query<T>(statement).finally(() => client.close());
    }

    /** Restores to the database `other`. */
    const restore = (
      options: Partial<RestoreOptions> = {},
      facts: Partial<PortalFacts> = {},
    ) =>
      restoreBackup(
        {
          ...portal,
          ...facts,
          connection: { ...portal.connection, database: 'other' },
        },
        { folder, replace: false, withoutSessions: false, ...options },
      );

    it('writes files that only their owner can read, without secrets', () => {
      const manifest = join(folder, 'manifest.json');
      assert.equal(statSync(folder).mode & 0o077, 0);
      assert.equal(statSync(manifest).mode & 0o077, 0);
      assert.equal(statSync(join(folder, 'backstage.dump')).mode & 0o077, 0);
      const text = readFileSync(manifest, 'utf8');
      assert.doesNotMatch(text, /5520|key-of-ours/);
      const { databases, sessions } = JSON.parse(text);
      assert.deepEqual(sessions, {
        environments: { production: 1 },
        format: 1,
      });
      assert.equal(databases[0].rows['catalog.final_entities'], 100);
      assert.deepEqual(databases[0].migrations, {
        'catalog.knex_migrations': ['20210928160613_init.js'],
      });
    });

    it('changes nothing if it refuses a backup', async t => {
      const copy = join(directory, 'damaged');
      await createBackup(portal, copy);
      appendFileSync(join(copy, 'backstage.dump'), 'x');
      const cases: [string, RegExp, Parameters<typeof restore>][] = [
        ['no backup', /is not a complete backup/, [{ folder: directory }]],
        [
          'a damaged file',
          /missing or damaged.*Copy the backup again/,
          [{ folder: copy }],
        ],
        [
          'a backup of a newer build',
          /from a newer build: this one does not know the migration catalog\.knex_migrations: 2021.*Check out version/,
          [{}, { knownMigrations: new Set() }],
        ],
        [
          'sessions of a newer build',
          /newer format.*--without-sessions/,
          [{}, { sessionFormat: 0 }],
        ],
        [
          'sessions of another consumer',
          /another OAuth consumer\. Set auth\.providers\.bitbucket\.production\.clientId .* --without-sessions/,
          [{}, { consumers: { production: 'other' } }],
        ],
        [
          'sessions without a consumer',
          /has no OAuth consumer for "production"/,
          [{}, { consumers: {} }],
        ],
        [
          'another division',
          /pluginDivisionMode is database\. Set it to schema\./,
          [{}, { division: 'database' }],
        ],
      ];
      for (const [name, message, args] of cases) {
        await t.test(name, () => assert.rejects(restore(...args), { message }));
      }
      await t.test('a running portal', async () => {
        const instance = await Database.connect(portal.connection, 'other');
        await instance.query(
          "set application_name = 'backstage_plugin_catalog'",
        );
        await assert.rejects(restore(), {
          message:
            /^A portal is connected to the database other\. Stop all instances/,
        });
        await instance.close();
      });
      await t.test('an instance that starts', async () => {
        const instance = await Database.connect(portal.connection, 'other');
        await instance.query(`select pg_advisory_lock(${portal.startLock})`);
        await assert.rejects(restore(), {
          message: /^An instance .* is starting/,
        });
        await instance.close();
      });
      const tables = await run(
        'other',
        "select 1 from pg_class where relname = 'final_entities'",
      );
      assert.deepEqual(tables, []);
    });

    it('restores to an empty database, and replaces data only with --replace', async () => {
      await restore();
      const count = 'select count(*)::int as n from';
      assert.deepEqual(await run('other', `${count} catalog.final_entities`), [
        { n: 100 },
      ]);
      assert.deepEqual(
        await run('other', `${count} auth.bitbucket_auth_sessions`),
        [{ n: 2 }],
      );
      await assert.rejects(restore(), {
        message:
          /^The database other is not empty: it has 3 tables\..*--replace/,
      });
      await run('other', 'create table public.of_a_later_build (id text)');
      await restore(
        { replace: true, withoutSessions: true },
        { consumers: {} },
      );
      assert.deepEqual(await run('other', `${count} catalog.final_entities`), [
        { n: 100 },
      ]);
      assert.deepEqual(
        await run('other', `${count} auth.bitbucket_auth_sessions`),
        [{ n: 0 }],
      );
      assert.deepEqual(
        await run(
          'other',
          "select 1 from pg_class where relname = 'of_a_later_build'",
        ),
        [],
      );
    });

    it('backs up a database for each plugin', async () => {
      const divided = await readPortal([
        writeConfig('divided', {
          pluginDivisionMode: 'database',
          prefix: 'p_',
        }),
      ]);
      await run('backstage', 'create database p_catalog');
      await run('p_catalog', 'create table final_entities as select 1 as id');
      const place = join(directory, 'divided');
      await createBackup(divided, place);
      await run('backstage', 'drop database p_catalog');
      await restoreBackup(divided, {
        folder: place,
        replace: false,
        withoutSessions: false,
      });
      assert.deepEqual(
        await run('p_catalog', 'select id from final_entities'),
        [{ id: 1 }],
      );
    });

    it('refuses a database that it cannot back up', async () => {
      const file = writeConfig('elsewhere', {
        plugin: { catalog: { connection: { host: 'catalog.example' } } },
      });
      await assert.rejects(readPortal([file]), {
        message:
          /^backend\.database\.plugin\.catalog\.connection leads to another database\./,
      });
      await assert.rejects(readPortal([join(directory, 'absent.json')]), {
        message: /absent\.json cannot be read/,
      });
    });
  },
);
