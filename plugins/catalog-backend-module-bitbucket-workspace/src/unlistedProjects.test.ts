import {
  type BitbucketCloudStub,
  createBitbucketCloudStub,
  generateSeed,
} from '@backstage-bitbucket/bitbucket-cloud-stub';
import { type JsonObject } from '@backstage/types';
import { createHarness, registerConsumer } from './__testUtils__/createHarness';
import { FakeCatalog } from './__testUtils__/FakeCatalog';
import { createForeign } from './__testUtils__/startCatalog';

// All members have a User of another source.

const seed = generateSeed({ members: 60, repositories: 0 });
const workspace = seed.workspaces[0].slug;
const uuidOf = (digits: string) => `{${digits}-5b6e-4c7a-9d10-0c2f4e6a8b01}`;
const PROJECTS = [
  { workspace, key: 'SEC', uuid: uuidOf('11111111'), name: 'Security' },
  { workspace, key: 'TINY', uuid: uuidOf('22222222'), name: 'Tiny' },
  { workspace, key: 'BIG', uuid: uuidOf('33333333'), name: 'Big' },
];
const keyOf = (index: number) =>
  (index < 12 && 'SEC') || (index < 15 && 'TINY') || 'BIG';
const refOf = (key: string, digits: string) =>
  `group:default/${workspace}-${key}-${digits}`;
const SEC = refOf('sec', '11111111');
const TINY = refOf('tiny', '22222222');

let stub: BitbucketCloudStub;
beforeAll(async () => {
  stub = await createBitbucketCloudStub({
    seed: {
      ...seed,
      projects: PROJECTS,
      people: seed.people.map((person, index) => ({
        ...person,
        projects: { [`${workspace}/${keyOf(index)}`]: 'read' as const },
      })),
    },
  });
});
beforeEach(() => {
  stub.reset();
  registerConsumer(stub, { workspace });
});
afterAll(() => stub.close());

async function createSynced(config: JsonObject = {}) {
  const catalog = new FakeCatalog();
  stub.people.forEach(({ uuid, emails }, index) =>
    catalog.put(
      createForeign('User', `person-${index}`, {
        annotations: { 'bitbucket.org/user-id': uuid },
        spec: { profile: { email: emails[0].email } },
      }),
    ),
  );
  const options = { stub, catalog };
  const all = { workspace, groups: { projects: true }, ...config };
  const harness = await createHarness({ ...options, config: all });
  await harness.run();
  harness.lines.length = 0;
  const allow = async () => {
    const { knex } = harness;
    const allowed = { ...all, shrinkGuard: { share: 1 } };
    const next = await createHarness({ ...options, knex, config: allowed });
    return next.run();
  };
  return { ...harness, allow, catalog };
}

/** Limits the list of projects to these. */
function list(...projects: typeof PROJECTS) {
  const values = projects.map(({ key, uuid, name }) => ({
    type: 'project',
    key,
    uuid,
    name,
    links: {
      html: { href: `${stub.url}/${workspace}/workspace/projects/${key}` },
      avatar: { href: `${stub.url}/_stub/avatars/${key}.svg` },
    },
  }));
  stub.faults.add({
    path: '/2.0/workspaces/*/projects',
    merge: { values, size: values.length },
  });
}

function listAllBut(key: string) {
  list(...PROJECTS.filter(each => each.key !== key));
}

/** Rejects requests for the project. */
function refuse(key: string, status: number) {
  stub.faults.add({
    path: `/2.0/workspaces/*/projects/${key}/permissions-config/users`,
    status,
  });
}

it.each(['create', 'link'])(
  'keeps the Group of a project that the list lacks, with people: %s',
  async people => {
    const { catalog, lines, run } = await createSynced({ people });
    const before = catalog.get(SEC);
    expect(before).toBeDefined();
    listAllBut('SEC');
    expect(await run()).toContain('0 changed, 0 removed, 0 held back');
    expect(catalog.get(SEC)).toEqual(before);
    expect(lines).toContain(
      "warn: Bitbucket workspace main: Bitbucket's list of projects lacks SEC, but Bitbucket confirms that they exist, so their Groups do not change.",
    );
  },
);

it('removes the Group of a project that Bitbucket confirms as deleted', async () => {
  const { catalog, run } = await createSynced();
  listAllBut('TINY');
  refuse('TINY', 404);
  expect(await run()).toContain('0 changed, 1 removed, 0 held back');
  expect(catalog.get(TINY)).toBeUndefined();
  expect(catalog.get(SEC)).toBeDefined();
});

it('holds back the Group of a deleted project with many people', async () => {
  const { allow, catalog, lines, run } = await createSynced();
  listAllBut('SEC');
  refuse('SEC', 404);
  stub.update(stub.people[59].uuid, { workspaces: {} });
  const line = await run();
  // The workspace's Group and the Group of BIG change as usual.
  expect(line).toContain('2 changed, 0 removed, 12 held back');
  expect(line).toContain('1 project Groups held back');
  expect(catalog.get(SEC)?.spec?.members).toHaveLength(12);
  expect(lines.join('\n')).toContain(
    'Bitbucket reports a project as deleted, and 12 of 12 people would lose its Group: the people with a permission in the project SEC.',
  );
  stub.faults.clear();
  listAllBut('SEC');
  refuse('SEC', 404);
  expect(await allow()).toContain('1 removed, 0 held back');
});

it.each<[string, () => void]>([
  ['403', () => refuse('TINY', 403)],
  // The list contains another project with its key.
  ['200 for another project', () => {}],
])('holds back a project whose response is %s', async (answer, prepare) => {
  const { allow, catalog, lines, run } = await createSynced();
  const others = PROJECTS.filter(({ key }) => key !== 'TINY');
  const twin = { ...PROJECTS[1], uuid: uuidOf('44444444') };
  const fault = () => {
    stub.faults.clear();
    list(...others, ...(answer === '403' ? [] : [twin]));
    prepare();
  };
  fault();
  expect(await run()).toContain('0 changed, 0 removed, 3 held back');
  expect(catalog.get(TINY)?.spec?.members).toHaveLength(3);
  expect(lines.join('\n')).toContain(
    'Bitbucket did not confirm that it was deleted',
  );
  fault();
  expect(await allow()).toContain('1 removed, 0 held back');
});

it('does not count the people of a new project as people who remain', async () => {
  const { run } = await createSynced();
  // 15 of 60 are a quarter, 15 of 59 are more.
  stub.people.slice(0, 15).forEach(({ uuid }) => {
    stub.update(uuid, { projects: {} });
  });
  stub.update(stub.people[59].uuid, { projects: {} });
  const twin = { ...PROJECTS[2], uuid: uuidOf('44444444') };
  list(...PROJECTS, twin);
  expect(await run()).toContain('0 added, 0 changed, 0 removed, 16 held back');
});
