import {
  type BitbucketCloudStub,
  createBitbucketCloudStub,
} from '@backstage-bitbucket/bitbucket-cloud-stub';
import { ANY_NAMES, registerConsumer } from './__testUtils__/createHarness';
import {
  createDirectory,
  createForeign,
  createTransforms,
  startCatalog,
  TASK,
} from './__testUtils__/startCatalog';

const MIRA = '{a1f0c3d2-5b6e-4c7a-9d10-0c2f4e6a8b01}';

let stub: BitbucketCloudStub;
beforeAll(async () => {
  stub = await createBitbucketCloudStub();
});
beforeEach(() => {
  stub.reset();
  registerConsumer(stub);
});
afterAll(() => stub.close());

it('fills an empty catalog, and removes members who left', async () => {
  const { run, until, lines } = await startCatalog({ stub, config: {} });
  await run();
  expect(lines.join('\n')).toContain('8 added');
  const mira = await until('user/default/mira-a1f0c3d2', entity =>
    Boolean(entity?.relations?.length),
  );
  expect(mira).toMatchObject({
    metadata: { annotations: { 'bitbucket.org/user-id': MIRA } },
    relations: expect.arrayContaining([
      { type: 'memberOf', targetRef: 'group:default/harbour-bikes-5d0c7a5e' },
      {
        type: 'memberOf',
        targetRef: 'group:default/harbour-bikes-5d0c7a5e-owners',
      },
    ]),
  });

  stub.update('treyes', { workspaces: {} });
  await until('user/default/tomas-a1f0c3d2', entity => entity !== undefined);
  await run();
  await until('user/default/tomas-a1f0c3d2', entity => entity === undefined);
}, 30_000);

it('finds the User of a directory whose uuid has spaces around it', async () => {
  const directory = createDirectory(
    createForeign('User', 'm.lindqvist', {
      annotations: { 'bitbucket.org/user-id': ` ${MIRA} ` },
    }),
  );
  const { run, until, lines } = await startCatalog({
    stub,
    config: {},
    features: [directory.module],
  });
  await until(
    'user/default/m.lindqvist',
    entity => entity?.metadata.annotations?.['bitbucket.org/user-id'] === MIRA,
  );
  await run();
  expect(lines.join('\n')).toContain('7 added');
}, 30_000);

it('annotates the User of a directory without owning it', async () => {
  const email = 'Mira.Lindqvist@harbourbikes.example';
  const directory = createDirectory(
    createForeign('User', 'm.lindqvist', { spec: { profile: { email } } }),
  );
  const { run, until, read } = await startCatalog({
    stub,
    // The workspace has only one member.
    config: { people: 'link', shrinkGuard: { share: 1 } },
    features: [directory.module],
  });
  const path = 'user/default/m.lindqvist';
  await until(path, entity => entity !== undefined);
  await run();
  const linked = await until(path, entity =>
    Boolean(entity?.metadata.annotations?.['bitbucket.org/user-id']),
  );
  expect(linked?.metadata.annotations).toMatchObject({
    'bitbucket.org/user-id': MIRA,
    'bitbucket.org/account-id': '712020:6f1d2a34-0b1c-4d2e-8f3a-5b6c7d8e9f01',
    'backstage.io/managed-by-location': 'ldap:directory',
  });
  expect(await read('user/default/mira-a1f0c3d2')).toBeUndefined();

  stub.update(MIRA, { workspaces: {} });
  await run();
  await until(
    path,
    entity => !entity?.metadata.annotations?.['bitbucket.org/user-id'],
  );
}, 30_000);

it('applies the changes of a transformer module', async () => {
  const transforms = createTransforms(point => {
    point.setUserTransformer((user, { member }) =>
      member.nickname === 'sam'
        ? undefined
        : {
            ...user,
            metadata: { ...user.metadata, name: `bb-${user.metadata.name}` },
          },
    );
    point.setGroupTransformer(async (group, { of, workspace }) =>
      of === 'owners'
        ? undefined
        : {
            ...group,
            metadata: { ...group.metadata, name: `all-of-${workspace.slug}` },
          },
    );
  });
  const { run, until, lines } = await startCatalog({
    stub,
    config: ANY_NAMES,
    features: [transforms],
  });
  await run();
  expect(lines.join('\n')).toContain('6 added');
  // Memberships wait until the catalog has the Group from this provider.
  await until('group/default/all-of-harbour-bikes', entity => Boolean(entity));
  await until('user/default/bb-mira-a1f0c3d2', entity => Boolean(entity));
  await run();
  await until('user/default/bb-mira-a1f0c3d2', entity =>
    Boolean(
      entity?.relations?.some(
        each => each.targetRef === 'group:default/all-of-harbour-bikes',
      ),
    ),
  );
}, 30_000);

it('does not start if two modules set a transformer', async () => {
  const twice = createTransforms(point => {
    point.setGroupTransformer(group => group);
    point.setUserTransformer(user => user);
    point.setUserTransformer(user => user);
  });
  await expect(
    startCatalog({ stub, config: {}, features: [twice] }),
  ).rejects.toThrow(
    'A user transformer of the Bitbucket workspaces is already set',
  );
  const groups = createTransforms(point => {
    point.setGroupTransformer(group => group);
    point.setGroupTransformer(group => group);
  });
  await expect(
    startCatalog({ stub, config: {}, features: [groups] }),
  ).rejects.toThrow(
    'A group transformer of the Bitbucket workspaces is already set',
  );
});

it('does not start with a wrong configuration', async () => {
  await expect(
    startCatalog({ stub, config: { workspace: 'no slug' } }),
  ).rejects.toThrow(
    "catalog.providers.bitbucketWorkspace.main.workspace is 'no slug'",
  );
});

it('does nothing if no workspace is configured', async () => {
  const { scheduler } = await startCatalog({ stub });
  await expect(scheduler.triggerTask(TASK)).rejects.toThrow('not found');
});
