import {
  type BitbucketCloudStub,
  createBitbucketCloudStub,
} from '@backstage-bitbucket/bitbucket-cloud-stub';
import { type JsonObject } from '@backstage/types';
import {
  ANY_NAMES,
  createHarness,
  registerConsumer,
} from './__testUtils__/createHarness';
import { type BitbucketUserTransformer } from './model/transformers';

let stub: BitbucketCloudStub;
beforeAll(async () => {
  stub = await createBitbucketCloudStub();
});
beforeEach(() => {
  stub.reset();
  registerConsumer(stub);
});
afterAll(() => stub.close());

const OWNERS = 'group:default/harbour-bikes-5d0c7a5e-owners';

/** Names by nickname, which users choose at Bitbucket: an operator must not do this. */
function createByNickname(
  options: { configuredRefs?: string[]; config?: JsonObject } = {},
) {
  return createHarness({
    stub,
    config: options.config ?? ANY_NAMES,
    configuredRefs: options.configuredRefs,
    userTransformer: (user, { member }) => ({
      ...user,
      metadata: { ...user.metadata, name: `bb-${member.nickname}` },
    }),
    groupTransformer: (group, { of }) =>
      of === 'workspace'
        ? { ...group, metadata: { ...group.metadata, name: 'all' } }
        : group,
  });
}

it('rejects names that are not bound to the uuid, and keeps the other changes', async () => {
  const { catalog, lines, run } = await createHarness({
    stub,
    userTransformer: (user, { member }) => ({
      ...user,
      metadata: { ...user.metadata, name: `${member.nickname}`, title: 'T' },
    }),
    groupTransformer: (group, { of }) => ({
      ...group,
      metadata: {
        ...group.metadata,
        namespace: 'teams',
        name:
          of === 'owners' ? group.metadata.name.replace(/-owners$/, '') : of,
        title: 'T',
      },
    }),
  });
  await run();
  expect(catalog.refs).toHaveLength(8);
  expect(catalog.refs).toEqual(
    expect.arrayContaining([
      OWNERS,
      'group:default/harbour-bikes-5d0c7a5e',
      'user:default/mira-a1f0c3d2',
    ]),
  );
  const titles = catalog.refs.map(ref => catalog.get(ref)?.metadata.title);
  expect(new Set(titles)).toEqual(new Set(['T']));
  const why =
    'but catalog.providers.bitbucketWorkspace.main.dangerouslyAllowNamesFromTransformers does not allow a name that is not bound to the uuid';
  expect(lines).toEqual(
    expect.arrayContaining(
      [
        `a transformer returned user:default/mira, ${why}, so the entity is user:default/mira-a1f0c3d2 instead. Keep the given name in the transformer, or only add text in front of it.`,
        `a transformer returned group:teams/workspace, ${why}, so the entity is group:default/harbour-bikes-5d0c7a5e instead. Keep the given name in the transformer, or only add text in front of it.`,
        `a transformer returned group:teams/harbour-bikes-5d0c7a5e, ${why}, so the entity is ${OWNERS} instead. Keep the given name in the transformer, or only add text in front of it.`,
      ].map(line => `error: Bitbucket workspace main: ${line}`),
    ),
  );
});

it('accepts names that are bound to the uuid', async () => {
  const { catalog, lines, run } = await createHarness({
    stub,
    userTransformer: user => ({
      ...user,
      metadata: {
        ...user.metadata,
        name: `bb-${user.metadata.name}`,
        namespace: 'people',
      },
    }),
  });
  await run();
  expect(catalog.get('user:people/bb-mira-a1f0c3d2')).toBeDefined();
  expect(lines.join('\n')).not.toContain('a transformer returned');
});

it('renames entities with such names after they are no longer allowed', async () => {
  const { catalog, knex, run } = await createByNickname();
  await run();
  expect(catalog.get('user:default/bb-mira')).toBeDefined();
  const userTransformer: BitbucketUserTransformer = (user, { member }) => ({
    ...user,
    metadata: { ...user.metadata, name: `bb-${member.nickname}` },
  });
  const now = await createHarness({ stub, catalog, knex, userTransformer });
  await now.run();
  expect(catalog.get('user:default/bb-mira')).toBeUndefined();
  expect(catalog.get(OWNERS)?.spec?.members).toEqual([
    'user:default/mira-a1f0c3d2',
  ]);
  expect(await now.run()).toContain('0 added, 0 changed, 0 removed');
});

it('references names from a transformer after the catalog has them from it', async () => {
  const { catalog, run } = await createByNickname();
  const partsOf = () => ({
    members: catalog.get(OWNERS)?.spec?.members,
    parent: catalog.get(OWNERS)?.spec?.parent,
    memberOf: catalog.get('user:default/bb-mira')?.spec?.memberOf,
  });
  await run();
  expect(partsOf()).toEqual({ members: [], parent: undefined, memberOf: [] });
  await run();
  expect(partsOf()).toEqual({
    members: ['user:default/bb-mira'],
    parent: 'group:default/all',
    memberOf: ['group:default/all'],
  });
  expect(await run()).toContain('0 added, 0 changed, 0 removed');
});

it('does not give a member the ref that another member had', async () => {
  const { catalog, lines, run } = await createByNickname();
  await run();
  stub.update('mira_lindqvist', { workspaces: {} });
  stub.update('treyes', { nickname: 'mira' });
  await run();
  expect(catalog.get('user:default/bb-mira')).toBeUndefined();
  expect(
    catalog.get('user:default/tomas-a1f0c3d2')?.spec?.profile,
  ).toMatchObject({ displayName: 'Tomas Reyes' });
  expect(lines.join('\n')).toContain(
    'a transformer returned user:default/bb-mira, but another account or Group has or had that ref, so the entity is user:default/tomas-a1f0c3d2 instead.',
  );
});

it('does not give a member a ref that the configuration names', async () => {
  const { catalog, run } = await createByNickname({
    configuredRefs: ['user:default/bb-mira'],
  });
  await run();
  expect(catalog.get('user:default/bb-mira')).toBeUndefined();
  expect(catalog.get(OWNERS)?.spec?.members).toEqual([
    'user:default/mira-a1f0c3d2',
  ]);
});

it('logs memberships in Groups of other sources, which a transformer added', async () => {
  const { catalog, lines, run } = await createHarness({
    stub,
    userTransformer: user => ({
      ...user,
      spec: {
        ...user.spec,
        memberOf: [...(user.spec.memberOf ?? []), 'Platform', OWNERS],
      },
    }),
  });
  await run();
  const warnings = lines.filter(line => line.includes('memberships in Groups'));
  expect(warnings).toEqual([
    expect.stringMatching(
      /^warn: .*: a transformer added 6 memberships in Groups of other sources, .*user:default\/mira-a1f0c3d2 in group:default\/platform/,
    ),
  ]);
  expect(warnings.join()).not.toContain(OWNERS);
  expect(catalog.get('user:default/mira-a1f0c3d2')?.spec?.memberOf).toContain(
    'Platform',
  );
});
