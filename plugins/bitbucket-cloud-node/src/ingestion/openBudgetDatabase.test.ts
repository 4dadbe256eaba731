import { TestDatabases } from '@backstage/backend-test-utils';
import { openBudgetDatabase } from './openBudgetDatabase';

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

it('creates the tables once for modules that start at the same time', async () => {
  const knex = await databases.init('SQLITE_3');
  const database = { getClient: async () => knex };
  await Promise.all([1, 2, 3].map(() => openBudgetDatabase(database)));
  const applied = await knex('bitbucket_cloud_migrations').pluck('name');
  expect(applied).toEqual([...new Set(applied)]);
  expect(applied.length).toBeGreaterThan(1);
});
