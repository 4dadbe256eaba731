import {
  type BitbucketCloudStub,
  createBitbucketCloudStub,
  generateSeed,
} from '@backstage-bitbucket/bitbucket-cloud-stub';
import { type JsonObject } from '@backstage/types';
import {
  createHarness,
  registerConsumer,
  SCOPES,
} from './__testUtils__/createHarness';
import { FakeCatalog } from './__testUtils__/FakeCatalog';
import { createForeign } from './__testUtils__/startCatalog';

const seed = generateSeed({ members: 60, repositories: 0 });
const workspace = seed.workspaces[0].slug;
const MEMBERS = `/2.0/workspaces/${workspace}/members`;
const OWNERS = `/2.0/workspaces/${workspace}/permissions`;
const SEC = {
  workspace,
  key: 'SEC',
  uuid: '{11111111-5b6e-4c7a-9d10-0c2f4e6a8b01}',
  name: 'Security',
};
const PROJECT = `/2.0/workspaces/${workspace}/projects/SEC/permissions-config/users`;
const PROJECTS = `/2.0/workspaces/${workspace}/projects`;
const ODD = [
  ['null', null],
  ['a null user', { user: null }],
  ['a user without a uuid', { user: { display_name: 'Olu Adeyemi' } }],
] as const;

let stub: BitbucketCloudStub;
beforeAll(async () => {
  stub = await createBitbucketCloudStub({
    seed: {
      ...seed,
      projects: [SEC],
      people: seed.people.map((person, index) => ({
        ...person,
        workspaces: { [workspace]: index < 5 ? 'owner' : 'member' },
        projects: index < 10 ? { [`${workspace}/SEC`]: 'write' as const } : {},
      })),
    },
  });
});
beforeEach(() => {
  stub.reset();
  registerConsumer(stub, { workspace });
});
afterAll(() => stub.close());

async function createSynced(config: JsonObject = {}, catalog?: FakeCatalog) {
  const harness = await createHarness({
    stub,
    catalog,
    config: { workspace, groups: { projects: true }, ...config },
  });
  await harness.run();
  harness.lines.length = 0;
  return { ...harness, before: harness.catalog.mutations.length };
}

/** Returns Bitbucket's list with other values in it. */
async function replace(
  path: string,
  change: (values: JsonObject[]) => unknown[],
) {
  const token = 'of-the-test';
  stub.registerAccessToken({ token, workspace, scopes: SCOPES });
  const fields =
    path === MEMBERS
      ? '&fields=%2Bvalues.user.account_status,%2Bvalues.user.username'
      : '';
  const response = await fetch(`${stub.url}${path}?pagelen=100${fields}`, {
    headers: { Authorization: `Bearer ${token}` },
  });
  const { values } = (await response.json()) as { values: JsonObject[] };
  const changed = change(values);
  stub.faults.add({
    path,
    merge: { values: changed, size: changed.length } as never,
  });
}

const leave = (index: number) =>
  stub.update(stub.people[index].uuid, { workspaces: {} });

const refOf = (catalog: FakeCatalog, index: number) =>
  catalog.refs.find(
    ref =>
      catalog.get(ref)?.metadata.annotations?.['bitbucket.org/user-id'] ===
      stub.people[index].uuid,
  )!;

describe('a member that cannot be read', () => {
  it.each(ODD)('is skipped and named: %s', async (_, odd) => {
    const { lines, run } = await createSynced();
    leave(30);
    await replace(MEMBERS, values => [odd, ...values]);
    const line = await run();
    expect(line).toContain('0 added, 0 changed, 1 removed, 0 held back');
    expect(line).toContain('1 values that cannot be read');
    const name = odd?.user ? 'Olu Adeyemi' : 'a value without a name';
    expect(lines.join('\n')).toContain(
      `warn: Bitbucket workspace main: Bitbucket's list of the members of the workspace has a value that cannot be read, so the run skipped it: ${name}`,
    );
  });

  it.each(ODD)('keeps the User that it may concern: %s', async (_, odd) => {
    const { before, catalog, lines, run } = await createSynced();
    await replace(MEMBERS, ([, ...others]) => [odd, ...others]);
    // The response for a single member has the same format.
    stub.faults.add({ path: `${MEMBERS}/*`, merge: { user: null } });
    expect(await run()).toContain('0 added, 0 changed, 0 removed');
    expect(catalog.mutations).toHaveLength(before);
    expect(lines.join('\n')).toContain(
      'lacks 1 people, and Bitbucket did not confirm that they left, so their Users do not change: {',
    );
  });

  it('keeps all missing members if more are missing than can be confirmed', async () => {
    const { run } = await createSynced({ shrinkGuard: { share: 1 } });
    await replace(MEMBERS, values => [null, ...values.slice(40)]);
    stub.faults.add({ path: `${MEMBERS}/*`, merge: { user: null } });
    expect(await run()).toContain('0 added, 0 changed, 0 removed');
  });

  it('keeps the memberships of a User of another source', async () => {
    const catalog = new FakeCatalog();
    stub.people.forEach(({ uuid }, index) =>
      catalog.put(
        createForeign('User', `person-${index}`, {
          annotations: { 'bitbucket.org/user-id': uuid },
        }),
      ),
    );
    const { before, run } = await createSynced({}, catalog);
    await replace(MEMBERS, ([, ...others]) => [{ user: null }, ...others]);
    stub.faults.add({ path: `${MEMBERS}/*`, merge: { user: null } });
    await run();
    expect(catalog.mutations).toHaveLength(before);
  });

  it('keeps the User in a Group that changes', async () => {
    const { catalog, run } = await createSynced();
    const ref = refOf(catalog, 0);
    const owners = catalog.refs.find(each => each.endsWith('-owners'))!;
    expect(catalog.get(owners)?.spec?.members).toContain(ref);
    stub.update(stub.people[20].uuid, { workspaces: { [workspace]: 'owner' } });
    await replace(MEMBERS, values => [
      { user: null },
      ...values.filter(
        ({ user }) => (user as JsonObject).uuid !== stub.people[0].uuid,
      ),
    ]);
    stub.faults.add({ path: `${MEMBERS}/*`, merge: { user: null } });
    expect(await run()).toContain('0 added, 1 changed, 0 removed');
    expect(catalog.get(owners)?.spec?.members).toHaveLength(6);
    expect(catalog.get(owners)?.spec?.members).toContain(ref);
  });

  it('fails the run if no member can be read', async () => {
    const { fail } = await createSynced();
    await replace(MEMBERS, values => values.map(() => ({ user: null })));
    expect((await fail()).message).toContain('does not understand');
  });
});

describe('an owner that cannot be read', () => {
  it('does not change the Group of the owners', async () => {
    const { before, catalog, lines, run } = await createSynced();
    await replace(OWNERS, values => [
      { permission: 'owner', user: null },
      ...values.filter(({ permission }) => permission === 'owner').slice(1),
    ]);
    expect(await run()).toContain('0 added, 0 changed, 0 removed');
    expect(catalog.mutations).toHaveLength(before);
    expect(lines.join('\n')).toContain('list of the owners of the workspace');
  });
});

describe('a project that cannot be read', () => {
  it('is skipped, and its Group remains', async () => {
    const { before, catalog, run } = await createSynced();
    await replace(PROJECTS, () => [{ key: 'SEC', name: 'Security' }]);
    await run();
    expect(catalog.mutations).toHaveLength(before);
  });

  it('does not change its Group because of one of its people', async () => {
    const { before, catalog, run } = await createSynced();
    await replace(PROJECT, ([, ...others]) => [{ user: null }, ...others]);
    expect(await run()).toContain('1 projects that cannot be read');
    expect(catalog.mutations).toHaveLength(before);
  });

  it('gets a Group of the readable people if it is new', async () => {
    await replace(PROJECT, ([, ...others]) => [{ user: null }, ...others]);
    const { catalog } = await createSynced();
    const ref = `group:default/${workspace}-sec-11111111`;
    expect(catalog.get(ref)?.spec?.members).toHaveLength(9);
  });
});

it('keeps a link whose account cannot be read', async () => {
  const catalog = new FakeCatalog();
  stub.people.forEach(({ emails }, index) =>
    catalog.put(
      createForeign('User', `person-${index}`, {
        spec: { profile: { email: emails[0].email } },
      }),
    ),
  );
  const { run } = await createSynced({ people: 'link' }, catalog);
  const values = stub.people
    .slice(1)
    .filter(({ emails }) => emails[0].is_confirmed)
    .map(({ uuid, account_id, username, emails }) => ({
      user: {
        type: 'user',
        uuid,
        account_id,
        username,
        account_status: 'active',
        email: emails[0].email,
      },
    }));
  const all = [{ user: null }, ...values];
  stub.faults.add({
    path: MEMBERS,
    merge: { values: all, size: all.length } as never,
  });
  const line = await run();
  expect(line).toContain('0 removed, 0 held back');
  expect(line).toContain('1 links as they were');
});
