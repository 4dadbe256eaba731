import { TestDatabases } from '@backstage/backend-test-utils';
import { createOldModule } from './__testUtils__/createOldModule';
import {
  repository,
  startRepositories,
  startStub,
} from './__testUtils__/startRepositories';

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

it('takes over the entities of the module of Backstage, without a gap and without a rest', async () => {
  const knex = await databases.init('SQLITE_3');
  const stub = await startStub([repository(1), repository(2)]);
  const before = await startRepositories({
    stub,
    knex,
    isWithoutProvider: true,
    features: [createOldModule(['repo-1', 'gone']).feature],
  });
  // The catalog shows no Location before it has read it.
  const locations = () =>
    knex('refresh_state')
      .where('entity_ref', 'like', 'location:%')
      .orderBy('entity_ref')
      .pluck<string[]>('entity_ref');
  const old = await locations();
  expect(old).toHaveLength(2);
  await before.backend.stop();

  const after = await startRepositories({
    stub,
    knex,
    config: { replaces: 'old' },
  });
  // The start removes nothing.
  expect(await locations()).toEqual(old);
  await after.run();
  await after.untilComponents('repo-1', 'repo-2');
  const now = await locations();
  expect(now).toHaveLength(2);
  expect(now.filter(name => old.includes(name))).toHaveLength(1);
  await after.backend.stop();
  await stub.close();
});

it('removes nothing of the module of Backstage after a run that found no file', async () => {
  const knex = await databases.init('SQLITE_3');
  const stub = await startStub([repository(1)]);
  const before = await startRepositories({
    stub,
    knex,
    isWithoutProvider: true,
    features: [createOldModule(['repo-1', 'gone']).feature],
  });
  await before.backend.stop();
  const after = await startRepositories({
    stub,
    knex,
    config: {
      replaces: 'old',
      filters: { include: { projects: ['MISSPELLED'] } },
    },
  });
  expect(await after.run()).toContain('0 found');
  expect(
    await knex('refresh_state').where('entity_ref', 'like', 'location:%'),
  ).toHaveLength(2);
  await after.backend.stop();
  await stub.close();
});
