import {
  type BitbucketCloudStub,
  createBitbucketCloudStub,
  type Seed,
} from '@backstage-bitbucket/bitbucket-cloud-stub';
import { ANY_NAMES, registerConsumer } from './__testUtils__/createHarness';
import {
  createDirectory,
  createForeign,
  createTransforms,
  startCatalog,
} from './__testUtils__/startCatalog';

// Values that a user can choose at Bitbucket must not decide which ref of another source they get.

const WORKSPACE = 'platform';
const WORKSPACE_GROUP = 'group:default/platform-abcdef01';
const OWNERS_GROUP = 'group:default/platform-abcdef01-owners';

const uuidOf = (digits: string) => `{${digits}-5b6e-4c7a-9d10-0c2f4e6a8b01}`;

function person(digits: string, nickname: string, role: 'owner' | 'member') {
  return {
    uuid: uuidOf(digits),
    account_id: `712020:${digits}`,
    username: `user-${digits}`,
    nickname,
    display_name: nickname,
    created_on: '2019-03-04T08:12:45.000000+00:00',
    has_2fa_enabled: true,
    emails: [],
    workspaces: { [WORKSPACE]: role },
    projects: { [`${WORKSPACE}/ADMINS`]: 'read' as const },
  };
}

const seed: Seed = {
  workspaces: [
    { slug: WORKSPACE, uuid: uuidOf('abcdef01'), name: 'Everybody' },
  ],
  clients: [],
  people: [
    person('11111111', 'ops-lead', 'member'),
    person('22222222', 'twin-a', 'owner'),
  ],
  projects: [
    {
      workspace: WORKSPACE,
      key: 'ADMINS',
      uuid: uuidOf('99999999'),
      name: 'Admins',
    },
  ],
} as Seed;

const root = {
  permission: {
    administrators: ['group:default/platform', 'user:default/ops-lead'],
  },
};

let stub: BitbucketCloudStub;
beforeAll(async () => {
  stub = await createBitbucketCloudStub({ seed });
});
beforeEach(() => {
  stub.reset();
  registerConsumer(stub, { workspace: WORKSPACE });
});
afterAll(() => stub.close());

function start(
  options: Pick<Parameters<typeof startCatalog>[0], 'features'> & {
    config?: object;
  } = {},
) {
  const config = { workspace: WORKSPACE, ...options.config };
  return startCatalog({ stub, root, features: options.features, config });
}

const isThere = (entity: unknown) => entity !== undefined;
const isRelated = (entity?: { relations?: unknown[] }) =>
  Boolean(entity?.relations?.length);

it('does not give a member the Group or the User that the permission policy names', async () => {
  const directory = createDirectory(
    createForeign('Group', 'platform'),
    createForeign('Group', 'platform-owners'),
    createForeign('Group', 'platform-admins'),
  );
  const { read, run, until, untilInGroups } = await start({
    features: [directory.module],
    config: { groups: { projects: true } },
  });
  await until('group/default/platform-admins', isThere);
  await run();
  const group = 'group:default/platform-admins-99999999';
  await untilInGroups('user/default/twin-a-22222222', [
    WORKSPACE_GROUP,
    group,
    OWNERS_GROUP,
  ]);
  await untilInGroups('user/default/ops-lead-11111111', [
    WORKSPACE_GROUP,
    group,
  ]);
  expect(await read('user/default/ops-lead')).toBeUndefined();
  for (const name of ['platform', 'platform-owners', 'platform-admins']) {
    const foreign = await read(`group/default/${name}`);
    expect(foreign?.relations ?? []).toEqual([]);
  }
}, 30_000);

it('leaves refs free for the Users of a source that is read later', async () => {
  const directory = createDirectory();
  const { groupsOf, read, run, until, untilInGroups } = await start({
    features: [directory.module],
  });
  await run();
  await until('user/default/twin-a-22222222', isRelated);
  await directory.send(
    createForeign('User', 'twin-a'),
    createForeign('User', 'ops-lead'),
  );
  await until('user/default/ops-lead', isThere);
  const twin = await until('user/default/twin-a', isThere);
  await run();
  expect(groupsOf(twin)).toEqual([]);
  expect(await read('user/default/twin-a')).toMatchObject({
    metadata: {
      annotations: { 'backstage.io/managed-by-location': 'ldap:directory' },
    },
  });
  await untilInGroups('user/default/twin-a-22222222', [
    WORKSPACE_GROUP,
    OWNERS_GROUP,
  ]);
}, 30_000);

it('does not make a User of another source an owner or a member', async () => {
  const directory = createDirectory(
    createForeign('User', 'twin-a'),
    createForeign('User', 'twin-a-22222222'),
    createForeign('Group', 'platform-abcdef01'),
  );
  const { lines, read, run, until, untilInGroups } = await start({
    features: [directory.module],
  });
  await until('user/default/twin-a-22222222', isThere);
  await until('group/default/platform-abcdef01', isThere);
  await run();
  const whole = uuidOf('22222222').slice(1, -1);
  await untilInGroups(`user/default/twin-a-${whole}`, [
    `group:default/platform-${uuidOf('abcdef01').slice(1, -1)}`,
    OWNERS_GROUP,
  ]);
  expect(lines.join('\n')).toContain(
    `another source has user:default/twin-a-22222222 in the catalog, so this provider uses user:default/twin-a-${whole} instead.`,
  );
  for (const path of [
    'user/default/twin-a',
    'user/default/twin-a-22222222',
    'group/default/platform-abcdef01',
  ]) {
    expect((await read(path))?.relations ?? []).toEqual([]);
  }
  lines.length = 0;
  await run();
  expect(lines.join('\n')).toContain('0 added, 0 changed, 0 removed');
  expect(lines.join('\n')).not.toContain('another source has');
}, 30_000);

it('uses another name in the next run if another source was faster', async () => {
  const directory = createDirectory();
  const { lines, run, until } = await start({ features: [directory.module] });
  // Sent, but not processed yet, so the catalog does not contain it in the first run.
  await directory.send(createForeign('User', 'twin-a-22222222'));
  await run();
  await until('user/default/twin-a-22222222', isThere);
  await until('user/default/ops-lead-11111111', isThere);
  await until('group/default/platform-abcdef01-owners', isThere);
  await run();
  const whole = uuidOf('22222222').slice(1, -1);
  await until(`user/default/twin-a-${whole}`, isRelated);
  const foreign = await until(
    'user/default/twin-a-22222222',
    entity => !entity?.relations?.length,
  );
  expect(foreign?.metadata.annotations).not.toHaveProperty([
    'bitbucket.org/user-id',
  ]);
  expect(lines.join('\n')).toContain('another source has user:default/twin-a');
}, 30_000);

it('does not give a member the Group of a User that a directory sends later', async () => {
  const transforms = createTransforms(point =>
    point.setUserTransformer((user, { member }) => ({
      ...user,
      metadata: { ...user.metadata, name: member.nickname ?? '' },
    })),
  );
  const board = createForeign('Group', 'finance-board', {
    spec: { members: ['twin-a'] },
  });
  const directory = createDirectory(board);
  const { groupsOf, read, run, until, untilInGroups } = await start({
    features: [transforms, directory.module],
  });
  await until('group/default/finance-board', isThere);
  await run();
  await untilInGroups('user/default/twin-a-22222222', [
    WORKSPACE_GROUP,
    OWNERS_GROUP,
  ]);
  expect(await read('user/default/twin-a')).toBeUndefined();
  await directory.send(board, createForeign('User', 'twin-a'));
  const user = await until(
    'user/default/twin-a',
    entity => groupsOf(entity)?.length === 1,
  );
  expect(user?.metadata.annotations).toMatchObject({
    'backstage.io/managed-by-location': 'ldap:directory',
  });
  expect(user?.metadata.annotations).not.toHaveProperty([
    'bitbucket.org/user-id',
  ]);
}, 30_000);

it('rejects the refs from a transformer that other entities have or the configuration names', async () => {
  const transforms = createTransforms(point => {
    point.setUserTransformer((user, { member }) => ({
      ...user,
      metadata: {
        ...user.metadata,
        name: member.nickname ?? '',
        annotations: { 'bitbucket.org/user-id': uuidOf('33333333') },
        title: 'Transformed',
      },
    }));
    point.setGroupTransformer((group, { workspace, of }) => ({
      ...group,
      metadata: {
        ...group.metadata,
        name: of === 'workspace' ? workspace.slug : group.metadata.name,
      },
    }));
  });
  const directory = createDirectory(createForeign('User', 'twin-a'));
  const { lines, read, run, until, untilInGroups } = await start({
    features: [transforms, directory.module],
    config: ANY_NAMES,
  });
  await until('user/default/twin-a', isThere);
  await run();
  const member = await untilInGroups('user/default/ops-lead-11111111', [
    WORKSPACE_GROUP,
  ]);
  expect(member?.metadata).toMatchObject({
    title: 'Transformed',
    annotations: { 'bitbucket.org/user-id': uuidOf('11111111') },
  });
  await until('user/default/twin-a-22222222', isRelated);
  expect(await read('user/default/ops-lead')).toBeUndefined();
  expect(await read('group/default/platform')).toBeUndefined();
  const log = lines.join('\n');
  for (const line of [
    'a transformer returned user:default/ops-lead, but the configuration names that ref, so the entity is user:default/ops-lead-11111111 instead.',
    'a transformer returned user:default/twin-a, but another source has an entity with that ref, so the entity is user:default/twin-a-22222222 instead.',
    'a transformer returned group:default/platform, but the configuration names that ref',
    'a transformer changed the kind or the Bitbucket account of 2 entities',
  ]) {
    expect(log).toContain(line);
  }
}, 30_000);
