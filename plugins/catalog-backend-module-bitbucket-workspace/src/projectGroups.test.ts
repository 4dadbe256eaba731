import {
  type BitbucketCloudStub,
  createBitbucketCloudStub,
  generateSeed,
} from '@backstage-bitbucket/bitbucket-cloud-stub';
import { type JsonObject } from '@backstage/types';
import { createHarness, registerConsumer } from './__testUtils__/createHarness';
import { FakeCatalog } from './__testUtils__/FakeCatalog';
import { createForeign } from './__testUtils__/startCatalog';

let stub: BitbucketCloudStub;
beforeAll(async () => {
  stub = await createBitbucketCloudStub();
});
beforeEach(() => {
  stub.reset();
  registerConsumer(stub);
});
afterAll(() => stub.close());

const BOOK = 'group:default/harbour-bikes-book-7c3e9d10';
const PERMISSIONS = '/2.0/workspaces/*/projects/*/permissions-config/users';

/** All members have a User of another source. */
async function createSynced(workspace = true) {
  const catalog = new FakeCatalog();
  stub.people.forEach(({ uuid, nickname }) => {
    const annotations = { 'bitbucket.org/user-id': uuid };
    catalog.put(createForeign('User', `ldap-${nickname}`, { annotations }));
  });
  const config = { groups: { projects: true, workspace } };
  const harness = await createHarness({ stub, catalog, config });
  await harness.run();
  return { ...harness, catalog };
}

it.each([
  ['permissions', PERMISSIONS],
  ['projects', '/2.0/workspaces/harbour-bikes/projects'],
])('holds back empty lists of %s', async (_, path) => {
  const { catalog, lines, run } = await createSynced();
  const before = catalog.get(BOOK);
  expect(before?.spec?.members).toHaveLength(2);
  stub.faults.add({ path, merge: { values: [], size: 0 } });
  expect(await run()).toContain('0 changed, 0 removed, 4 held back');
  expect(catalog.get(BOOK)).toEqual(before);
  expect(lines.join('\n')).toContain(
    "4 of 4 people are missing from Bitbucket's list of the people with a permission in a project.",
  );
});

it.each([true, false])(
  'holds back an empty list of members, with a Group of the workspace: %p',
  async workspace => {
    const { catalog, run } = await createSynced(workspace);
    const before = catalog.get(BOOK);
    expect(before?.spec?.members).toHaveLength(2);
    stub.faults.add({
      path: '/2.0/workspaces/harbour-bikes/members',
      merge: { values: [], size: 0 },
    });
    stub.faults.add({
      path: '/2.0/workspaces/*/members/*',
      status: 404,
    });
    expect(await run()).toMatch(/ 0 removed, [1-9]\d* held back/);
    expect(catalog.get(BOOK)).toEqual(before);
  },
);

describe('with an empty list for one of several projects', () => {
  const seed = generateSeed({ members: 40, repositories: 0 });
  const workspace = seed.workspaces[0].slug;
  const uuidOf = (digits: string) => `{${digits}-5b6e-4c7a-9d10-0c2f4e6a8b01}`;
  const SEC = `group:default/${workspace}-sec-11111111`;
  const BIG = `group:default/${workspace}-big-22222222`;
  const emptied = {
    path: '/2.0/workspaces/*/projects/SEC/permissions-config/users',
    merge: { values: [], size: 0 },
  };

  let large: BitbucketCloudStub;
  beforeAll(async () => {
    large = await createBitbucketCloudStub({
      seed: {
        ...seed,
        projects: [
          { workspace, key: 'SEC', uuid: uuidOf('11111111'), name: 'Security' },
          { workspace, key: 'BIG', uuid: uuidOf('22222222'), name: 'Big' },
        ],
        people: seed.people.map((person, index) => ({
          ...person,
          projects: {
            [`${workspace}/${index < 9 ? 'SEC' : 'BIG'}`]: 'read' as const,
          },
        })),
      },
    });
  });
  beforeEach(() => {
    large.reset();
    registerConsumer(large, { workspace });
  });
  afterAll(() => large.close());

  async function createLarge(config: JsonObject = {}) {
    const harness = await createHarness({
      stub: large,
      config: { workspace, groups: { projects: true }, ...config },
    });
    await harness.run();
    const sizeOf = (ref: string) =>
      (harness.catalog.get(ref)?.spec?.members as string[]).length;
    return { ...harness, sizeOf };
  }

  it('keeps the Group of the project, and applies every other change', async () => {
    const { catalog, lines, run, sizeOf } = await createLarge();
    expect([sizeOf(SEC), sizeOf(BIG)]).toEqual([9, 31]);
    const before = catalog.get(SEC);
    large.faults.add(emptied);
    large.update(large.people[39].uuid, { workspaces: {} });
    lines.length = 0;
    const line = await run();
    expect(line).toContain('1 removed, 9 held back');
    expect(line).toContain('1 project Groups held back');
    expect(catalog.get(SEC)).toEqual(before);
    expect(sizeOf(BIG)).toBe(30);
    expect(lines.filter(each => each.startsWith('error'))).toEqual([
      `error: Bitbucket workspace main: 9 of 9 people are missing from Bitbucket's list of the people with a permission in the project SEC. catalog.providers.bitbucketWorkspace.main.shrinkGuard does not allow so many, so the Group of the project does not change in the catalog. Compare the list with the project at Bitbucket, and check groups.projectPermissions and the credentials. If the list is right, set shrinkGuard.share to 1 until the next run.`,
    ]);
  });

  it('keeps the Group until the operator or Bitbucket confirms its people', async () => {
    const { catalog, knex, run, sizeOf } = await createLarge();
    large.faults.add(emptied);
    await run();
    expect(await run()).toContain('1 project Groups held back');
    expect(sizeOf(SEC)).toBe(9);
    large.faults.clear();
    expect(await run()).toMatch(/0 changed, 0 removed, 0 held back, \d+ calls/);
    large.faults.add(emptied);
    const allowed = await createHarness({
      stub: large,
      catalog,
      knex,
      config: {
        workspace,
        groups: { projects: true },
        shrinkGuard: { share: 1 },
      },
    });
    expect(await allowed.run()).toContain('1 changed, 0 removed, 0 held back');
    expect(sizeOf(SEC)).toBe(0);
  });

  it('keeps a Group whose last run was interrupted', async () => {
    const { catalog, knex, run, sizeOf } = await createLarge();
    await knex('bitbucket_workspace_entities')
      .where({ entity_ref: SEC })
      .update({ state: 'pending', digest: '' });
    large.faults.add(emptied);
    expect(await run()).toContain('0 removed, 9 held back');
    expect(catalog.get(SEC)).toBeDefined();
    expect(sizeOf(SEC)).toBe(9);
  });

  it('updates a project that a few people leave', async () => {
    const { run, sizeOf } = await createLarge();
    for (const { uuid } of large.people.slice(0, 8)) {
      large.update(uuid, { projects: {} });
    }
    expect(await run()).toContain('1 changed, 0 removed, 0 held back');
    expect(sizeOf(SEC)).toBe(1);
  });

  it('counts the members that a transformer adds', async () => {
    const members = ['user:default/added'];
    const harness = await createHarness({
      stub: large,
      config: { workspace, groups: { projects: true } },
      groupTransformer: group => ({
        ...group,
        spec: { ...group.spec, members },
      }),
    });
    harness.catalog.put(createForeign('User', 'added'));
    await harness.run();
    large.faults.add(emptied);
    expect(await harness.run()).toContain('0 changed, 0 removed, 0 held back');
  });
});

it('keeps the Group of a project that loses all Users of another source', async () => {
  const { catalog, lines, run } = await createSynced();
  const before = catalog.get(BOOK);
  stub.faults.add({
    path: '/2.0/workspaces/*/projects/BOOK/permissions-config/users',
    merge: { values: [], size: 0 },
  });
  expect(await run()).toContain('0 changed, 0 removed, 2 held back');
  expect(catalog.get(BOOK)).toEqual(before);
  expect(lines.join('\n')).toContain('in the project BOOK.');
});

it('removes the Groups if the configuration disables them', async () => {
  const { catalog, knex } = await createSynced();
  const { run } = await createHarness({ stub, catalog, knex });
  expect(await run()).toMatch(/[3-9] removed, 0 held back/);
  expect(catalog.get(BOOK)).toBeUndefined();
});
