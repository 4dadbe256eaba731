import {
  type BitbucketCloudStub,
  createBitbucketCloudStub,
} from '@backstage-bitbucket/bitbucket-cloud-stub';
import { createHarness, registerConsumer } from './__testUtils__/createHarness';

const MIRA = '{a1f0c3d2-5b6e-4c7a-9d10-0c2f4e6a8b01}';
const NADIA_ACCOUNT = '712020:6f1d2a34-0b1c-4d2e-8f3a-5b6c7d8e9f05';
const TOMAS = '{a1f0c3d2-5b6e-4c7a-9d10-0c2f4e6a8b02}';
const AIKO = '{a1f0c3d2-5b6e-4c7a-9d10-0c2f4e6a8b03}';

let stub: BitbucketCloudStub;
beforeAll(async () => {
  stub = await createBitbucketCloudStub();
});
beforeEach(() => {
  stub.reset();
  registerConsumer(stub);
});
afterAll(() => stub.close());

describe('a first run', () => {
  it('creates a User for every member, and Groups of the workspace', async () => {
    const { catalog, run } = await createHarness({ stub });
    const line = await run();

    expect(catalog.refs).toEqual([
      'group:default/harbour-bikes-5d0c7a5e',
      'group:default/harbour-bikes-5d0c7a5e-owners',
      'user:default/aiko-a1f0c3d2',
      'user:default/mira-a1f0c3d2',
      'user:default/nadia-a1f0c3d2',
      'user:default/olu-a1f0c3d2',
      'user:default/sam-a1f0c3d2',
      'user:default/tomas-a1f0c3d2',
    ]);
    expect(catalog.get('user:default/mira-a1f0c3d2')).toEqual({
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'User',
      metadata: {
        name: 'mira-a1f0c3d2',
        namespace: 'default',
        annotations: {
          'bitbucket.org/user-id': MIRA,
          'bitbucket.org/account-id':
            '712020:6f1d2a34-0b1c-4d2e-8f3a-5b6c7d8e9f01',
          'backstage.io/managed-by-location': 'bitbucket-workspace:main',
          'backstage.io/managed-by-origin-location': 'bitbucket-workspace:main',
        },
        links: [
          {
            url: `${stub.url}/${encodeURIComponent(MIRA)}/`,
            title: 'Bitbucket',
          },
        ],
      },
      spec: {
        profile: {
          displayName: 'Mira Lindqvist',
          picture: expect.stringContaining(encodeURIComponent(MIRA)),
        },
        memberOf: ['group:default/harbour-bikes-5d0c7a5e'],
      },
    });
    expect(
      catalog.get('group:default/harbour-bikes-5d0c7a5e-owners'),
    ).toMatchObject({
      spec: {
        type: 'workspace-owners',
        parent: 'group:default/harbour-bikes-5d0c7a5e',
        members: ['user:default/mira-a1f0c3d2'],
      },
    });
    expect(line).toMatch(
      /^info: Bitbucket workspace main: 8 added, 0 changed, 0 removed, 0 held back, 3 calls, \d+\.\d seconds$/,
    );
  });

  it('omits inactive and filtered members', async () => {
    stub.update(MIRA, { account_status: 'inactive' });
    const { catalog, run } = await createHarness({
      stub,
      config: {
        userFilter: {
          exclude: [NADIA_ACCOUNT, TOMAS.toUpperCase(), AIKO.slice(1, -1)],
        },
        groups: { workspace: false },
      },
    });
    const line = await run();
    expect(catalog.refs).toEqual([
      'user:default/olu-a1f0c3d2',
      'user:default/sam-a1f0c3d2',
    ]);
    expect(line).toContain('1 inactive, 3 filtered out');
  });

  it('only imports included members', async () => {
    const { catalog, run } = await createHarness({
      stub,
      config: {
        userFilter: { include: [MIRA, TOMAS, AIKO], exclude: [TOMAS] },
        userNamespace: 'bitbucket',
        groups: { namespace: 'teams' },
      },
    });
    await run();
    expect(catalog.refs).toEqual([
      'group:teams/harbour-bikes-5d0c7a5e',
      'group:teams/harbour-bikes-5d0c7a5e-owners',
      'user:bitbucket/aiko-a1f0c3d2',
      'user:bitbucket/mira-a1f0c3d2',
    ]);
  });

  it('creates Groups of projects, with the members that have a certain permission', async () => {
    const { catalog, run } = await createHarness({
      stub,
      config: {
        groups: { projects: true, projectPermissions: ['write', 'admin'] },
      },
    });
    await run();
    const membersOf = (name: string) =>
      catalog.get(`group:default/${name}`)?.spec?.members;
    expect(membersOf('harbour-bikes-plat-7c3e9d10')).toEqual([
      'user:default/mira-a1f0c3d2',
    ]);
    // Nadia only has read permission.
    expect(membersOf('harbour-bikes-book-7c3e9d10')).toEqual([
      'user:default/tomas-a1f0c3d2',
    ]);
    expect(
      catalog.get('group:default/harbour-bikes-fleet-7c3e9d10'),
    ).toMatchObject({
      spec: { type: 'project', parent: 'group:default/harbour-bikes-5d0c7a5e' },
    });
  });
});

describe('a later run', () => {
  it('keeps the Group of a project that it can no longer read', async () => {
    const { catalog, run } = await createHarness({
      stub,
      config: { groups: { projects: true } },
    });
    await run();
    const before = catalog.get('group:default/harbour-bikes-book-7c3e9d10');
    stub.faults.add({
      path: '/2.0/workspaces/*/projects/BOOK/permissions-config/users',
      status: 403,
    });
    const line = await run();

    expect(line).toContain('0 added, 0 changed, 0 removed');
    expect(before?.spec?.members).toContain('user:default/tomas-a1f0c3d2');
    expect(catalog.get('group:default/harbour-bikes-book-7c3e9d10')).toEqual(
      before,
    );
  });

  it('sends nothing if nothing has changed', async () => {
    const { catalog, run } = await createHarness({ stub });
    await run();
    const line = await run();
    expect(catalog.mutations).toHaveLength(1);
    expect(line).toContain('0 added, 0 changed, 0 removed');
  });

  it('sends only new, changed and removed members', async () => {
    const { catalog, run } = await createHarness({ stub });
    stub.update(AIKO, { workspaces: {} });
    await run();
    stub.update(AIKO, { workspaces: { 'harbour-bikes': 'member' } });
    stub.update(MIRA, { display_name: 'Mira L.' });
    stub.update('treyes', { workspaces: {} });
    const line = await run();

    expect(line).toContain('1 added, 1 changed, 1 removed');
    expect(catalog.mutations[1]).toEqual({
      type: 'delta',
      added: [
        {
          entity: expect.objectContaining({
            metadata: expect.objectContaining({ name: 'aiko-a1f0c3d2' }),
          }),
          locationKey: 'bitbucket-workspace:main',
        },
        {
          entity: expect.objectContaining({
            metadata: expect.objectContaining({ name: 'mira-a1f0c3d2' }),
          }),
          locationKey: 'bitbucket-workspace:main',
        },
      ],
      removed: [
        {
          entityRef: 'user:default/tomas-a1f0c3d2',
          locationKey: 'bitbucket-workspace:main',
        },
      ],
    });
  });

  it('removes members that became inactive', async () => {
    const { catalog, run } = await createHarness({ stub });
    await run();
    stub.update('treyes', { account_status: 'closed' });
    await run();
    expect(catalog.refs).not.toContain('user:default/tomas-a1f0c3d2');
  });

  it('uses the display name, bound to the uuid, if the nickname has no Latin letter', async () => {
    stub.update('treyes', { nickname: '日本', display_name: 'Mira' });
    const { catalog, run } = await createHarness({ stub });
    await run();
    const names = catalog.refs.filter(ref =>
      ref.startsWith('user:default/mira-'),
    );
    expect(names).toHaveLength(2);
    names.forEach(name =>
      expect(name).toMatch(/^user:default\/mira-[\da-f-]{36}$/),
    );
  });

  it('keeps names when nicknames change, and does not reuse a name', async () => {
    const { catalog, run } = await createHarness({ stub });
    await run();
    stub.update('treyes', { workspaces: {} });
    stub.update(AIKO, { nickname: 'tomas' });
    await run();
    expect(catalog.get('user:default/aiko-a1f0c3d2')).toBeDefined();

    stub.update('treyes', {
      workspaces: { 'harbour-bikes': 'member' },
      nickname: 'tommy',
    });
    await run();
    expect(catalog.get('user:default/tomas-a1f0c3d2')).toMatchObject({
      spec: { profile: { displayName: 'Tomas Reyes' } },
    });
  });

  it('confirms that a missing member left before it removes their User', async () => {
    const { catalog, run } = await createHarness({ stub });
    await run();
    stub.update('treyes', { workspaces: {} });
    await run();
    const asked = stub.journal.entries({ path: '/2.0/workspaces/*/members/*' });
    expect(asked.map(({ status }) => status)).toEqual([404]);
    expect(catalog.refs).not.toContain('user:default/tomas-a1f0c3d2');
  });

  it('resends entities that the catalog has lost', async () => {
    const { catalog, run, lines } = await createHarness({ stub });
    await run();
    catalog.drop('user:default/mira-a1f0c3d2');
    await run();
    expect(catalog.refs).toContain('user:default/mira-a1f0c3d2');
    expect(lines.join()).toContain(
      '1 entities are not in the catalog although this provider sent them, so it sends them again',
    );
  });
});

it('records metrics of its runs', async () => {
  const { run, metrics } = await createHarness({ stub });
  await run();
  const counter = metrics.createCounter.mock.results[0].value;
  expect(counter.add).toHaveBeenCalledWith(1, {
    provider: 'main',
    outcome: 'succeeded',
  });
  const [lastSuccess, people] = metrics.createGauge.mock.results.map(
    ({ value }) => value,
  );
  expect(lastSuccess.record).toHaveBeenCalledWith(expect.any(Number), {
    provider: 'main',
  });
  expect(people.record).toHaveBeenCalledWith(6, { provider: 'main' });
});
