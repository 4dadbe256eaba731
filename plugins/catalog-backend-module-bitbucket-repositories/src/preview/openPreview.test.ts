import { type BitbucketCloudStub } from '@backstage-bitbucket/bitbucket-cloud-stub';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { type JsonObject } from '@backstage/types';
import { type Knex } from 'knex';
import { createOldModule } from '../__testUtils__/createOldModule';
import {
  callsOf,
  catalogFile,
  providerConfig,
  repository,
  startRepositories,
  startStub,
  WORKSPACE,
} from '../__testUtils__/startRepositories';
import { openListPreview, openPreview } from './openPreview';

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
let stub: BitbucketCloudStub;
let knex: Knex;

beforeEach(async () => {
  knex = await databases.init('SQLITE_3');
});
afterEach(() => stub.close());

const optionsOf = (change: JsonObject = {}, id?: string) => ({
  config: new ConfigReader({
    catalog: {
      providers: {
        bitbucketRepositories: { main: { ...providerConfig(stub), ...change } },
      },
    },
  }),
  database: { getClient: async () => knex },
  logger: mockServices.logger.mock(),
  id,
});

const urlOf = (slug: string) =>
  `https://bitbucket.org/${WORKSPACE}/${slug}/src/main/catalog-info.yaml`;

/** Returns all rows of all tables. */
async function dump() {
  const tables = await knex('sqlite_master')
    .where({ type: 'table' })
    .where('name', 'like', 'bitbucket%')
    .pluck<string[]>('name');
  return Promise.all(tables.map(async table => [table, await knex(table)]));
}

it('returns the changes of a first run, with an empty database', async () => {
  stub = await startStub([repository(1), repository(2, { files: {} })]);
  const onListed = jest.fn();
  const preview = await openPreview({ ...optionsOf(), onListed });
  expect(preview.lines).toEqual([
    {
      change: 'add',
      entityRef: expect.stringMatching(/^location:default\/generated-/),
      about: urlOf('repo-1'),
    },
  ]);
  expect(preview.entities).toHaveLength(1);
  expect(preview.report).toMatchObject({ found: 2, withoutFile: 1 });
  expect(onListed.mock.calls).toEqual([[2, 2]]);
  expect(await dump()).toEqual([]);
});

it('returns the changes of the next run, without applying them', async () => {
  stub = await startStub([1, 2, 3, 4].map(number => repository(number)));
  const portal = await startRepositories({ stub, knex });
  await portal.run();
  await portal.backend.stop();
  stub = await startStub(
    [2, 3, 4].map(number => repository(number)),
    stub,
  );
  for (const [slug, text] of [
    ['repo-2', null],
    ['repo-3', catalogFile('other')],
  ] as const) {
    await stub.push(WORKSPACE, slug, { files: { 'catalog-info.yaml': text } });
  }
  const before = await dump();
  const { entities, lines } = await openPreview(
    optionsOf({ shrinkGuard: { share: 1 } }),
  );
  expect(lines.map(({ about, change }) => [change, about])).toEqual([
    ['update', urlOf('repo-3')],
    ['remove', urlOf('repo-2')],
    ['remove', urlOf('repo-1')],
  ]);
  expect(entities.map(({ spec }) => spec?.target)).toEqual([
    urlOf('repo-3'),
    urlOf('repo-4'),
  ]);
  expect(await dump()).toEqual(before);
});

it('returns the Locations of the module of Backstage that a run takes over or removes', async () => {
  stub = await startStub([repository(1), repository(2)]);
  const portal = await startRepositories({
    stub,
    knex,
    isWithoutProvider: true,
    features: [createOldModule(['repo-1', 'gone']).feature],
  });
  await portal.backend.stop();
  const { lines } = await openPreview(optionsOf({ replaces: 'old' }));
  expect(lines.map(({ about, change }) => [change, about])).toEqual([
    ['take over', urlOf('repo-1')],
    ['add', urlOf('repo-2')],
    ['remove', ''],
  ]);
});

it('returns the Components of repositories without a file', async () => {
  stub = await startStub([repository(1, { files: {} })]);
  const withoutFile = { create: 'component', owner: 'platform' };
  const { entities, lines } = await openPreview(optionsOf({ withoutFile }));
  expect(lines).toEqual([
    {
      change: 'add',
      entityRef: 'component:default/repo-1',
      about: `https://bitbucket.org/${WORKSPACE}/repo-1`,
    },
  ]);
  expect(entities).toHaveLength(1);
});

it('lists the repositories that a run would read, with one call', async () => {
  stub = await startStub([
    repository(1, { language: 'typescript' }),
    repository(2),
    repository(3, { project: 'LAND' }),
  ]);
  const before = callsOf(stub);
  const filters = { include: { projects: ['SEA'] } };
  expect(await openListPreview(optionsOf({ filters }))).toEqual({
    lines: [
      { slug: `${WORKSPACE}/repo-1`, about: 'SEA typescript' },
      { slug: `${WORKSPACE}/repo-2`, about: 'SEA' },
    ],
    unchanged: 0,
    excluded: 1,
    calls: 3,
  });
  expect(callsOf(stub) - before).toBe(1);
});

it('requires a provider, and reports errors', async () => {
  stub = await startStub([]);
  await expect(openPreview(optionsOf({}, 'three'))).rejects.toThrow(
    "The provider 'three' does not exist. Use one of: main.",
  );
  await expect(
    openPreview(optionsOf({ clientSecret: 'another' })),
  ).rejects.toThrow('Bitbucket does not accept the OAuth consumer');
});
