import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { databases, type TestDatabase } from '../__testUtils__/databases';
import { migrate } from './migrate';

const TABLES = [
  'bitbucket_auth_attempts',
  'bitbucket_auth_calls',
  'bitbucket_auth_sessions',
];

describe.each(databases)('migrate on $name', ({ open }) => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await open();
  }, 60_000);
  afterEach(() => database.close());

  /** The auth backend's own migrations, in the same database. */
  const migrateAuthBackend = () =>
    database.knex.migrate.latest({
      directory: resolvePackagePath(
        '@backstage/plugin-auth-backend',
        'migrations',
      ),
    });
  const findTables = async () =>
    Promise.all(TABLES.map(each => database.knex.schema.hasTable(each)));
  const rollBack = () =>
    database.knex.migrate.rollback(
      {
        directory: resolvePackagePath(
          '@backstage-bitbucket/plugin-auth-backend-module-bitbucket-provider',
          'migrations',
        ),
        tableName: 'bitbucket_auth_migrations',
      },
      true,
    );

  it.each([
    ['before', [migrateMine, migrateAuthBackend]],
    ['after', [migrateAuthBackend, migrateMine]],
  ])("runs %s the auth backend's own migrations, and again", async (_, run) => {
    for (const each of [...run, ...run]) {
      await each();
    }
    expect(await findTables()).toEqual([true, true, true]);
    expect(await database.knex.schema.hasTable('sessions')).toBe(true);
    expect(await database.knex('bitbucket_auth_migrations')).toHaveLength(2);
  });

  async function migrateMine() {
    await migrate(database.service);
  }

  it('does nothing if migrations are skipped', async () => {
    const { service } = database;
    await migrate({
      getClient: () => service.getClient(),
      migrations: { skip: true },
    });
    expect(await findTables()).toEqual([false, false, false]);
  });

  it('can be rolled back without the tables of the auth backend', async () => {
    await migrateAuthBackend();
    await migrateMine();
    await rollBack();
    expect(await findTables()).toEqual([false, false, false]);
    expect(await database.knex.schema.hasTable('sessions')).toBe(true);
  });
});
