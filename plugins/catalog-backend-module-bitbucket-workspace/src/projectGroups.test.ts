import {
  BitbucketCloudStub,
  createBitbucketCloudStub,
} from '@backstage-bitbucket/bitbucket-cloud-stub';
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

/** Everybody has a User of another source. */
async function createSynced() {
  const catalog = new FakeCatalog();
  stub.people.forEach(({ uuid, nickname }) => {
    const annotations = { 'bitbucket.org/user-id': uuid };
    catalog.put(createForeign('User', `ldap-${nickname}`, { annotations }));
  });
  const config = { groups: { projects: true } };
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

it('takes a single project that is empty', async () => {
  const { catalog, run } = await createSynced();
  stub.faults.add({
    path: '/2.0/workspaces/*/projects/BOOK/permissions-config/users',
    merge: { values: [], size: 0 },
  });
  expect(await run()).toContain('1 changed, 0 removed, 0 held back');
  expect(catalog.get(BOOK)?.spec?.members).toEqual([]);
});

it('removes the Groups when the configuration does not ask for them', async () => {
  const { catalog, knex } = await createSynced();
  const { run } = await createHarness({ stub, catalog, knex });
  expect(await run()).toMatch(/[3-9] removed, 0 held back/);
  expect(catalog.get(BOOK)).toBeUndefined();
});
