import {
  type BitbucketCloudStub,
  createBitbucketCloudStub,
} from '@backstage-bitbucket/bitbucket-cloud-stub';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { mockServices } from '@backstage/backend-test-utils';
import { type Entity, stringifyEntityRef } from '@backstage/catalog-model';
import { ConfigReader } from '@backstage/config';
import createKnex, { type Knex } from 'knex';
import {
  CONSUMER,
  createHarness,
  registerConsumer,
} from '../__testUtils__/createHarness';
import { FakeCatalog } from '../__testUtils__/FakeCatalog';
import { createForeign } from '../__testUtils__/startCatalog';
import { openPreview } from './openPreview';

let stub: BitbucketCloudStub;
beforeAll(async () => {
  stub = await createBitbucketCloudStub();
});
beforeEach(() => {
  stub.reset();
  registerConsumer(stub);
});
afterAll(() => stub.close());

const provider = (change = {}) => ({
  workspace: 'harbour-bikes',
  clientId: CONSUMER.id,
  clientSecret: CONSUMER.secret,
  baseUrl: stub.url,
  apiBaseUrl: stub.apiUrl,
  ...change,
});

function preview(knex: Knex, providers: object, id?: string) {
  return openPreview({
    config: new ConfigReader({
      catalog: { providers: { bitbucketWorkspace: { ...providers } } },
    }),
    database: { getClient: async () => knex },
    logger: mockServices.logger.mock(),
    id,
  });
}

function createEmptyDatabase() {
  return createKnex({
    client: 'better-sqlite3',
    connection: ':memory:',
    useNullAsDefault: true,
  });
}

/** Fills the table that the preview reads, as the migrations of the catalog create it. */
async function addEntities(knex: Knex, entities: Entity[]) {
  await knex.migrate.latest({
    directory: resolvePackagePath(
      '@backstage/plugin-catalog-backend',
      'migrations',
    ),
  });
  // Without the rows of other tables, to which these belong.
  await knex.raw('PRAGMA foreign_keys = OFF');
  await knex('final_entities').insert(
    entities.map(entity => ({
      entity_id: stringifyEntityRef(entity),
      entity_ref: stringifyEntityRef(entity),
      final_entity: JSON.stringify(entity),
      hash: '',
    })),
  );
}

function addUser(knex: Knex, name: string, email: string) {
  return addEntities(knex, [
    {
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'User',
      metadata: { name },
      spec: { profile: { email } },
    },
  ]);
}

it('returns the changes of a first run, with an empty database', async () => {
  const { lines, entities, outcome } = await preview(createEmptyDatabase(), {
    main: provider(),
  });
  expect(lines).toHaveLength(8);
  expect(lines).toContainEqual({
    change: 'add',
    entityRef: 'user:default/mira-a1f0c3d2',
    about: 'Mira Lindqvist',
  });
  expect(entities).toHaveLength(8);
  expect(outcome.added).toBe(8);
});

it('returns the changes of the next run, without applying them', async () => {
  const { catalog, knex, run } = await createHarness({ stub });
  await run();
  stub.update('treyes', { workspaces: {} });
  stub.update('mira_lindqvist', { display_name: 'Mira L.' });
  const records = await knex('bitbucket_workspace_entities');
  const { lines, entities } = await preview(knex, { main: provider() });
  expect(lines).toEqual([
    {
      change: 'change',
      entityRef: 'user:default/mira-a1f0c3d2',
      about: 'Mira L.',
    },
    { change: 'remove', entityRef: 'user:default/tomas-a1f0c3d2', about: '' },
  ]);
  expect(entities).toHaveLength(7);
  expect(catalog.mutations).toHaveLength(1);
  expect(await knex('bitbucket_workspace_entities')).toEqual(records);
});

it('returns the accounts that a run would link', async () => {
  const knex = createEmptyDatabase();
  await addUser(knex, 'm.l', 'mira.lindqvist@harbourbikes.example');
  const { lines } = await preview(knex, {
    main: provider({ people: 'link', groups: { workspace: false } }),
  });
  expect(lines).toEqual([
    {
      change: 'link',
      entityRef: 'user:default/m.l',
      about:
        'mira.lindqvist@harbourbikes.example {a1f0c3d2-5b6e-4c7a-9d10-0c2f4e6a8b01}',
    },
  ]);
});

it('requires a provider, and reports errors', async () => {
  const knex = createEmptyDatabase();
  const two = { one: provider(), two: provider() };
  await expect(preview(knex, {})).rejects.toThrow(
    'catalog.providers.bitbucketWorkspace is empty',
  );
  await expect(preview(knex, two)).rejects.toThrow('with --id: one, two.');
  await expect(preview(knex, two, 'three')).rejects.toThrow(
    "The provider 'three' does not exist. Use one of: one, two.",
  );
  const revoked = provider({ clientSecret: 'another' });
  await expect(preview(knex, { revoked })).rejects.toThrow(
    'Bitbucket does not accept the OAuth consumer',
  );
});

it('returns the names of the following run', async () => {
  const catalog = new FakeCatalog();
  const foreign = [
    createForeign('User', 'mira-a1f0c3d2'),
    createForeign('Group', 'harbour-bikes-5d0c7a5e'),
  ];
  foreign.forEach(entity => catalog.put(entity));
  const { knex, run } = await createHarness({ stub, catalog });
  await addEntities(knex, foreign);
  const { lines } = await preview(knex, { main: provider() });
  await run();
  const added = catalog.refs.filter(
    ref => !foreign.some(entity => stringifyEntityRef(entity) === ref),
  );
  expect(lines.map(({ entityRef }) => entityRef).sort()).toEqual(added);
  expect(added).toContain(
    'user:default/mira-a1f0c3d2-5b6e-4c7a-9d10-0c2f4e6a8b01',
  );
});

it('omits the Group of a project that the shrink guard holds back', async () => {
  const groups = { projects: true };
  const { catalog, knex, run } = await createHarness({
    stub,
    config: { groups },
  });
  await run();
  await addEntities(
    knex,
    catalog.refs.map(ref => catalog.get(ref)!),
  );
  const refsOf = async () => {
    const shown = await preview(knex, { main: provider({ groups }) });
    expect(shown.lines).toEqual([]);
    return shown.entities.map(entity => stringifyEntityRef(entity)).sort();
  };
  expect(await refsOf()).toEqual(catalog.refs);
  stub.faults.add({
    path: '/2.0/workspaces/*/projects/BOOK/permissions-config/users',
    merge: { values: [], size: 0 },
  });
  const book = 'group:default/harbour-bikes-book-7c3e9d10';
  expect(await refsOf()).toEqual(catalog.refs.filter(ref => ref !== book));
});
