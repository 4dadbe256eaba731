import { ConfigReader } from '@backstage/config';
import { findPostgres } from '@backstage-bitbucket/test-kit';
import { DocumentedDatabase } from '../__testUtils__/DocumentedDatabase';
import { productionSettings } from '../__testUtils__/productionConfig';
import { checkSchemaVersion } from '../schema/checkSchemaVersion';
import { checkSettings } from '../checks/checkSettings';
import { connectToDatabase } from './connectToDatabase';
import { type Finding } from '../findings/Finding';
import { formatFinding } from '../findings/formatFindings';
import { Settings } from '../settings/Settings';
import { startInTurn } from '../start/startInTurn';

const withPostgres = findPostgres() ? describe : describe.skip;

const problemsOf = (findings: Finding[]) =>
  findings.filter(({ severity }) => severity === 'problem').map(formatFinding);

withPostgres('a database (skipped where PostgreSQL is not installed)', () => {
  let database: DocumentedDatabase;

  beforeAll(async () => {
    database = await DocumentedDatabase.start();
  }, 60_000);

  afterAll(() => database?.server.close());

  it('passes the check if its role can create schemas, and remains unchanged', async () => {
    const settings = await database.settingsFor();
    expect(problemsOf(await connectToDatabase(settings))).toEqual([]);
    expect(problemsOf(await connectToDatabase(settings))).toEqual([]);
  });

  it.each([
    [
      'its role cannot create schemas',
      { user: 'visitor' },
      /connection\.user cannot create a schema: permission denied/,
    ],
    [
      'the password is wrong',
      { password: 'wrong-4471' },
      /password authentication failed for user "quayside"/,
    ],
    [
      'the database does not exist',
      { database: 'elsewhere' },
      /database "elsewhere" does not exist/,
    ],
    [
      'the certificate is for another host',
      { host: '127.0.0.1' },
      /does not match certificate's altnames/,
    ],
    ['no server listens', { port: 1 }, /ECONNREFUSED/],
    [
      'the connection is not encrypted',
      { ssl: null },
      /connection\.ssl is on, but the connection is not encrypted/,
    ],
  ])('fails the check if %s', async (_, connection, message) => {
    const found = problemsOf(
      await connectToDatabase(await database.settingsFor(connection)),
    );
    expect(found).toEqual([expect.stringMatching(message)]);
    expect(found[0]).not.toMatch(/7719|4471/);
  });

  it.each(['localhost', 'a unix socket'])(
    'passes the check without TLS at %s, if the operator accepts it',
    async place => {
      const { environment, server } = database;
      const host = place === 'localhost' ? place : server.socket;
      const settings = await productionSettings(
        {
          backend: { database: { connection: { host, ssl: false } } },
          doctor: { exceptions: { databaseOnThisMachine: 'It is a test' } },
        },
        environment,
      );
      expect(problemsOf(checkSettings(settings))).toEqual([]);
      expect(problemsOf(await connectToDatabase(settings))).toEqual([]);
      expect(await checkSchemaVersion(settings, new Map())).toEqual([]);
    },
  );

  it('fails the check for an authority that did not sign its certificate', async () => {
    const settings = await productionSettings({}, database.environment);
    expect(problemsOf(await connectToDatabase(settings))).toEqual([
      expect.stringMatching(/self-signed certificate/),
    ]);
  });

  it('fails the check if its role cannot create a database for each plugin', async () => {
    const settings = await database.settingsFor(
      {},
      { pluginDivisionMode: 'database' },
    );
    expect(problemsOf(await connectToDatabase(settings))).toEqual([
      expect.stringContaining('cannot create databases'),
    ]);
  });

  it.each([
    // The server allows 97 connections: max_connections is 100, of which 3 are for superusers.
    [1, 5, [], undefined],
    [
      5,
      5,
      [
        'doctor.instances is 5, and so many instances can open 380 connections, but the server allows 97. Raise max_connections, or lower maxReplicas of the HorizontalPodAutoscaler or backend.database.knexConfig.pool.max.',
      ],
      undefined,
    ],
    [5, 1, [], undefined],
    // With a connection pooler.
    [5, 5, [], 97],
    [
      5,
      5,
      [
        'doctor.databaseConnections is 98, but the server allows 97 connections. Raise max_connections, or lower the pools of PgBouncer.',
      ],
      98,
    ],
  ])(
    'checks whether %d instances with pools of %d get their connections',
    async (
      instances: number,
      max: number,
      expected: string[],
      databaseConnections: number | undefined,
    ) => {
      const settings = await database.settingsFor(
        {},
        { knexConfig: { pool: { min: 0, max } } },
      );
      const found = await connectToDatabase(
        new Settings(
          new ConfigReader({
            ...settings.data,
            doctor: {
              instances,
              ...(databaseConnections && { databaseConnections }),
            },
          }),
        ),
      );
      expect(problemsOf(found)).toEqual(expected);
    },
  );

  it('lets one instance start after the other', async () => {
    const settings = await database.settingsFor();
    const events: string[] = [];
    let noteWaiting = () => {};
    const otherWaits = new Promise<void>(done => {
      noteWaiting = done;
    });
    const start = (name: string) =>
      startInTurn(
        settings,
        async () => {
          events.push(`${name} begins`);
          await otherWaits;
          events.push(`${name} is ready`);
        },
        () => {
          events.push('one waits');
          noteWaiting();
        },
      );
    await Promise.all([start('one'), start('other')]);
    const [first, second] = events[0].startsWith('one')
      ? ['one', 'other']
      : ['other', 'one'];
    expect(events).toEqual([
      `${first} begins`,
      'one waits',
      `${first} is ready`,
      `${second} begins`,
      `${second} is ready`,
    ]);
  });

  it('is available for the next instance if a start fails', async () => {
    const settings = await database.settingsFor();
    const start = (run: () => Promise<void>) =>
      startInTurn(settings, run, () => {});
    await expect(
      start(async () => {
        throw new Error('It did not work out');
      }),
    ).rejects.toThrow('It did not work out');
    const ready = jest.fn(async () => {});
    await start(ready);
    expect(ready).toHaveBeenCalledTimes(1);
  });

  describe('migrated by a newer build', () => {
    const known = new Map([
      ['catalog', new Set(['1_init.js', '2_more.js'])],
      ['auth', new Set(['1_init.js'])],
    ]);

    it.each([
      ['schema', 'backstage', 'catalog'],
      ['database', 'backstage_plugin_catalog', 'public'],
    ])(
      'fails the check with a clear message (%s for each plugin)',
      async (division, name, schema) => {
        if (division === 'database') {
          await database.asSuperuser(`create database ${name} owner quayside`);
        }
        const settings = await database.settingsFor(
          {},
          { pluginDivisionMode: division },
        );
        const asRole = (...statements: string[]) =>
          database.asPortal(name, statements);
        expect(await checkSchemaVersion(settings, known)).toEqual([]);

        await asRole(
          `create schema if not exists ${schema}`,
          `create table ${schema}.knex_migrations (name text)`,
          `insert into ${schema}.knex_migrations values ('1_init.js')`,
        );
        expect(await checkSchemaVersion(settings, known)).toEqual([]);

        await asRole(
          `create table ${schema}.our_module_migrations (name text)`,
          `insert into ${schema}.our_module_migrations values ('3_newer.js')`,
        );
        expect(problemsOf(await checkSchemaVersion(settings, known))).toEqual([
          "The database of the plugin 'catalog' was migrated by a newer build (3_newer is unknown to this one). Start that build or a later one, or restore the backup from before the upgrade. Or accept the problem with doctor.exceptions.databaseOfNewerBuild: docs/operate/exceptions.md.",
        ]);
        expect(
          problemsOf(
            await checkSchemaVersion(
              await database.settingsFor(
                {},
                { pluginDivisionMode: division },
                { databaseOfNewerBuild: 'The new migration only adds a table' },
              ),
              known,
            ),
          ),
        ).toEqual([]);
      },
    );

    it('passes the check if it belongs to a plugin that this build does not have', async () => {
      await database.asPortal('backstage', [
        'create schema removed',
        'create table removed.knex_migrations (name text)',
        "insert into removed.knex_migrations values ('9_unknown.js')",
      ]);
      const found = await checkSchemaVersion(
        await database.settingsFor(),
        new Map([['auth', new Set(['1_init.js'])]]),
      );
      expect(found).toEqual([]);
    });
  });
});
