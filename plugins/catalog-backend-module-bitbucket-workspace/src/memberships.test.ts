import {
  type BitbucketCloudStub,
  createBitbucketCloudStub,
  generateSeed,
} from '@backstage-bitbucket/bitbucket-cloud-stub';
import {
  createHarness,
  type HarnessOptions,
  registerConsumer,
} from './__testUtils__/createHarness';
import { FakeCatalog } from './__testUtils__/FakeCatalog';
import { createForeign } from './__testUtils__/startCatalog';

// All members have a User of another source, so only memberships can be lost.

const MEMBERS = 40;
const seed = generateSeed({ members: MEMBERS, repositories: 0 });
const [{ uuid: workspaceUuid }] = seed.workspaces;
const GROUP = `group:default/generated-${workspaceUuid.slice(1, 9)}`;
const OWNERS = `group:default/generated-${workspaceUuid.slice(1, 9)}-owners`;
const MEMBER_LIST = '/2.0/workspaces/generated/members';
const OWNER_LIST = '/2.0/workspaces/generated/permissions';

let stub: BitbucketCloudStub;
beforeAll(async () => {
  stub = await createBitbucketCloudStub({ seed });
});
beforeEach(() => {
  stub.reset();
  registerConsumer(stub, { workspace: 'generated' });
});
afterAll(() => stub.close());

function putUser(catalog: FakeCatalog, name: string, uuid: string) {
  const annotations = { 'bitbucket.org/user-id': uuid };
  catalog.put(createForeign('User', name, { annotations }));
}

async function createSynced(options: Partial<HarnessOptions> = {}) {
  const catalog = options.catalog ?? new FakeCatalog();
  stub.people.forEach(({ uuid }, index) =>
    putUser(catalog, `person-${index}`, uuid),
  );
  const harness = await createHarness({
    stub,
    catalog,
    ...options,
    config: { workspace: 'generated', ...options.config },
  });
  await harness.run();
  const membersOf = (ref: string) => catalog.get(ref)?.spec?.members;
  return { ...harness, catalog, membersOf };
}

/** Removes the given number of members, from the end of the list. */
function leave(count: number) {
  for (const { uuid } of stub.people.slice(-count)) {
    stub.update(uuid, { workspaces: {} });
  }
}

it('holds back an empty list of members', async () => {
  const { catalog, lines, membersOf, run } = await createSynced();
  expect(membersOf(GROUP)).toHaveLength(MEMBERS);
  stub.faults.add({ path: MEMBER_LIST, merge: { values: [], size: 0 } });
  expect(await run()).toContain('0 added, 0 changed, 0 removed, 40 held back');
  expect(catalog.mutations).toHaveLength(1);
  expect(lines.join('\n')).toContain(
    "error: Bitbucket workspace main: 40 of 40 people are missing from Bitbucket's list of the members of the workspace. catalog.providers.bitbucketWorkspace.main.shrinkGuard does not allow so many, so the run changed nothing in the catalog.",
  );
});

it('fails if the list is empty and its size is not', async () => {
  const { catalog, fail } = await createSynced();
  stub.faults.add({ path: MEMBER_LIST, merge: { values: [], size: 7 } });
  const error = await fail();
  expect(error.message).toContain('nothing in the catalog has changed');
  expect(error.message).toContain('states 7 values but 0 were read');
  expect(catalog.mutations).toHaveLength(1);
});

it('holds back a much shorter list of members, until it is allowed', async () => {
  const { catalog, knex, membersOf, run } = await createSynced();
  leave(21);
  expect(await run()).toContain('0 added, 0 changed, 0 removed, 21 held back');
  expect(membersOf(GROUP)).toHaveLength(MEMBERS);

  const allowed = await createHarness({
    stub,
    catalog,
    knex,
    config: { workspace: 'generated', shrinkGuard: { share: 1 } },
  });
  expect(await allowed.run()).toContain('1 changed, 0 removed, 0 held back');
  expect(membersOf(GROUP)).toHaveLength(MEMBERS - 21);
});

it('removes the memberships of a few members who left', async () => {
  const { membersOf, run } = await createSynced();
  leave(9);
  expect(await run()).toContain('1 changed, 0 removed, 0 held back');
  expect(membersOf(GROUP)).toHaveLength(MEMBERS - 9);
});

it('holds back an empty list of owners', async () => {
  const { membersOf, run } = await createSynced();
  stub.faults.add({ path: OWNER_LIST, merge: { values: [], size: 0 } });
  expect(await run()).toContain('0 changed, 0 removed, 1 held back');
  expect(membersOf(OWNERS)).toEqual(['user:default/person-0']);
});

it('holds back fewer than ten people if all of them are replaced', async () => {
  const [stranger] = stub.people.slice(-1);
  const { uuid } = stranger;
  stub.people
    .slice(9)
    .forEach(person => stub.update(person.uuid, { workspaces: {} }));
  const { membersOf, run } = await createSynced();
  expect(membersOf(GROUP)).toHaveLength(9);
  stub.people
    .slice(0, 9)
    .forEach(person => stub.update(person.uuid, { workspaces: {} }));
  stub.update(uuid, { workspaces: { generated: 'owner' } });
  expect(await run()).toContain('0 changed, 0 removed, 9 held back');
  expect(membersOf(GROUP)).toHaveLength(9);
  expect(membersOf(OWNERS)).toEqual(['user:default/person-0']);
});

it('holds back several owners if all of them are replaced', async () => {
  stub.update(stub.people[1].uuid, { workspaces: { generated: 'owner' } });
  const { membersOf, run } = await createSynced();
  for (const [index, { uuid }] of stub.people.slice(0, 4).entries()) {
    const role = index < 2 ? 'member' : 'owner';
    stub.update(uuid, { workspaces: { generated: role } });
  }
  expect(await run()).toContain('0 changed, 0 removed, 2 held back');
  expect(membersOf(OWNERS)).toHaveLength(2);
});

it('accepts another owner in place of the only one', async () => {
  const { membersOf, run } = await createSynced();
  const [before, after] = stub.people;
  stub.update(before.uuid, { workspaces: { generated: 'member' } });
  stub.update(after.uuid, { workspaces: { generated: 'owner' } });
  expect(await run()).toContain('1 changed, 0 removed, 0 held back');
  expect(membersOf(OWNERS)).toEqual(['user:default/person-1']);
});

it('counts Users of both sources of a list together', async () => {
  const catalog = new FakeCatalog();
  const harness = await createHarness({
    stub,
    catalog,
    config: { workspace: 'generated' },
  });
  stub.people
    .slice(20)
    .forEach(({ uuid }, index) => putUser(catalog, `person-${index}`, uuid));
  await harness.run();
  for (const { uuid } of stub.people.slice(14, 28)) {
    stub.update(uuid, { workspaces: {} });
  }
  // Of 20 of each source, 6 and 8 are missing.
  expect(await harness.run()).toContain('0 removed, 14 held back');
});

it('confirms missing people of other sources one by one', async () => {
  const { membersOf, run } = await createSynced();
  const path = `${MEMBER_LIST}/*`;
  leave(2);
  await run();
  const asked = stub.journal.entries({ path });
  expect(asked.map(({ status }) => status)).toEqual([404, 404]);
  expect(membersOf(GROUP)).toHaveLength(MEMBERS - 2);
});

it('uses no User if two have the same account', async () => {
  const catalog = new FakeCatalog();
  const [{ uuid }] = stub.people;
  putUser(catalog, 'twin', uuid.slice(1, -1).toUpperCase());
  const { lines, membersOf } = await createSynced({ catalog });
  expect(membersOf(GROUP)).toHaveLength(MEMBERS - 1);
  expect(membersOf(OWNERS)).toEqual([]);
  expect(lines.join('\n')).toContain(
    `warn: Bitbucket workspace main: several Users of other sources have the account ${uuid}, so none of them is in the Groups. Leave the annotation bitbucket.org/user-id at one of them: user:default/twin, user:default/person-0`,
  );
});

describe('names from an earlier version', () => {
  it('are replaced, with one line in the log', async () => {
    const { catalog, knex, lines, run } = await createHarness({
      stub,
      config: { workspace: 'generated' },
    });
    await run();
    const [person] = stub.people;
    const key = `user:${person.uuid}`;
    const [{ name, entity_ref: ref }] = await knex(
      'bitbucket_workspace_entities',
    ).where({ key });
    // The earlier state of the catalog and the records.
    const legacy = catalog.get(ref)!;
    catalog.drop(ref);
    catalog.put({
      ...legacy,
      metadata: { ...legacy.metadata, name: 'ops-lead' },
    });
    await knex('bitbucket_workspace_entities')
      .where({ key })
      .update({ name: 'ops-lead', entity_ref: 'user:default/ops-lead' });

    lines.length = 0;
    expect(await run()).toMatch(/0 added, \d changed, 0 removed, 0 held back/);
    expect(catalog.get('user:default/ops-lead')).toBeUndefined();
    const renamed = catalog.refs.find(
      each =>
        each.startsWith(`user:default/${name.slice(0, -9)}-`) &&
        catalog.get(each)?.metadata.annotations?.['bitbucket.org/user-id'] ===
          person.uuid,
    );
    expect(lines.filter(line => line.startsWith('warn'))).toEqual([
      `warn: Bitbucket workspace main: 1 entities had names that users can choose, and now have names with a uuid. Update owners and permission settings that name them: user:default/ops-lead -> ${renamed}`,
    ]);
    expect(await run()).toContain('0 added, 0 changed, 0 removed');
  });

  it('are replaced if they lack the role of the owners', async () => {
    const { catalog, knex, lines, run } = await createHarness({
      stub,
      config: { workspace: 'generated' },
    });
    await run();
    const name = `generated-owners-${workspaceUuid.slice(1, 9)}`;
    const legacy = `group:default/${name}`;
    const owners = catalog.get(OWNERS)!;
    catalog.drop(OWNERS);
    catalog.put({ ...owners, metadata: { ...owners.metadata, name } });
    await knex('bitbucket_workspace_entities')
      .where({ key: 'group:owners' })
      .update({ name, entity_ref: legacy });

    lines.length = 0;
    expect(await run()).toContain('0 added, 1 changed, 0 removed, 0 held back');
    expect(catalog.get(legacy)).toBeUndefined();
    expect(catalog.get(OWNERS)).toEqual(owners);
    expect(lines.join('\n')).toContain(`${legacy} -> ${OWNERS}`);
  });
});

describe('with people: link', () => {
  it('holds back an empty list of owners', async () => {
    const catalog = new FakeCatalog();
    stub.people.forEach(({ emails }, index) =>
      catalog.put(
        createForeign('User', `person-${index}`, {
          spec: { profile: { email: emails[0].email } },
        }),
      ),
    );
    const { run } = await createHarness({
      stub,
      catalog,
      config: { workspace: 'generated', people: 'link' },
    });
    await run();
    stub.faults.add({ path: OWNER_LIST, merge: { values: [], size: 0 } });
    const mutations = catalog.mutations.length;
    expect(await run()).toContain('0 changed, 0 removed, 1 held back');
    expect(catalog.mutations).toHaveLength(mutations);
  });

  it('uses no Group of another source', async () => {
    const catalog = new FakeCatalog();
    const team = createForeign('Group', GROUP.replace(/.*\//, ''));
    catalog.put(team);
    const { lines, run } = await createHarness({
      stub,
      catalog,
      config: { workspace: 'generated', people: 'link' },
    });
    await run();
    const own = `group:default/generated-${workspaceUuid.slice(1, -1)}`;
    expect(catalog.get(GROUP)).toEqual(team);
    expect(catalog.get(own)?.spec?.type).toBe('workspace');
    expect(catalog.get(OWNERS)?.spec?.parent).toBe(own);
    expect(lines.join('\n')).toContain(
      `error: Bitbucket workspace main: another source has ${GROUP} in the catalog, so this provider uses ${own} instead.`,
    );
  });
});
