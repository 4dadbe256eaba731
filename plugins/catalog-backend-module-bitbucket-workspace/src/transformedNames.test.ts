import {
  BitbucketCloudStub,
  createBitbucketCloudStub,
} from '@backstage-bitbucket/bitbucket-cloud-stub';
import { createHarness, registerConsumer } from './__testUtils__/createHarness';

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

/** Names by nickname, as an operator should not do it. */
function createByNickname(configuredRefs: string[] = []) {
  return createHarness({
    stub,
    configuredRefs,
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

it('refers to names of a transformer once the catalog has them from it', async () => {
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

it('gives no member the ref that another one had', async () => {
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

it('gives no member a ref that the configuration names', async () => {
  const { catalog, run } = await createByNickname(['user:default/bb-mira']);
  await run();
  expect(catalog.get('user:default/bb-mira')).toBeUndefined();
  expect(catalog.get(OWNERS)?.spec?.members).toEqual([
    'user:default/mira-a1f0c3d2',
  ]);
});
