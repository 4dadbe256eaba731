import {
  type BitbucketCloudStub,
  createBitbucketCloudStub,
  generateSeed,
} from '@backstage-bitbucket/bitbucket-cloud-stub';
import { FakeCatalog } from '../__testUtils__/FakeCatalog';
import {
  createHarness,
  type HarnessOptions,
  registerConsumer,
} from '../__testUtils__/createHarness';
import { AccountLinks } from '../store/AccountLinks';
import { BitbucketAccountLinkProcessor } from '../link/BitbucketAccountLinkProcessor';

const MEMBERS = 200;

let stub: BitbucketCloudStub;
beforeAll(async () => {
  stub = await createBitbucketCloudStub({
    seed: generateSeed({ members: MEMBERS, repositories: 0 }),
  });
});
beforeEach(() => {
  stub.reset();
  registerConsumer(stub, { workspace: 'generated' });
});
afterAll(() => stub.close());

function createUser(name: string, email: string, annotations = {}) {
  const location = 'ldap:directory';
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'User',
    metadata: {
      name,
      namespace: 'default',
      annotations: {
        'backstage.io/managed-by-location': location,
        'backstage.io/managed-by-origin-location': location,
        ...annotations,
      },
    },
    spec: { profile: { email }, memberOf: [] },
  };
}

/** All members are Users of the directory, with the name `person-<index>`. */
async function createLinking(options: Partial<HarnessOptions> = {}) {
  const catalog = new FakeCatalog();
  stub.people.forEach(({ emails }, index) =>
    catalog.put(createUser(`person-${index}`, emails[0].email)),
  );
  const harness = await createHarness({
    stub,
    catalog,
    ...options,
    config: { workspace: 'generated', people: 'link', ...options.config },
  });
  const links = new AccountLinks(harness.knex);
  const processor = new BitbucketAccountLinkProcessor(links);
  const process = async (ref: string) => {
    const entity = catalog.get(ref)!;
    const location = { type: 'ldap', target: 'directory' };
    const { metadata } = await processor.preProcessEntity(
      entity,
      location,
      () => {},
    );
    return metadata.annotations ?? {};
  };
  return { ...harness, links, process };
}

it('finds 200 people in three calls, and annotates them', async () => {
  const { catalog, process, run } = await createLinking();
  const line = await run();
  const asked = stub.journal.entries({
    path: '/2.0/workspaces/generated/members',
  });
  expect(asked).toHaveLength(3);
  // Some have no confirmed address.
  const confirmed = stub.people.filter(each => each.emails[0].is_confirmed);
  expect(line).toContain(`${confirmed.length + 2} added`);

  const [{ uuid, account_id }] = stub.people;
  expect(await process('user:default/person-0')).toMatchObject({
    'bitbucket.org/user-id': uuid,
    'bitbucket.org/account-id': account_id,
    'backstage.io/managed-by-location': 'ldap:directory',
  });
  expect(catalog.refreshed).toHaveLength(confirmed.length);
  // The provider has no Users of its own.
  expect(
    catalog.mutations.flatMap(each =>
      each.type === 'delta' ? each.added.map(({ entity }) => entity.kind) : [],
    ),
  ).toEqual(['Group', 'Group']);
  const owners = catalog.refs.find(ref =>
    /^group:default\/generated-[0-9a-f]{8}-owners$/.test(ref),
  );
  expect(catalog.get(owners ?? '')?.spec?.members).toEqual([
    'user:default/person-0',
  ]);
});

it('does nothing if nothing has changed', async () => {
  const { catalog, run } = await createLinking();
  await run();
  const refreshed = catalog.refreshed.length;
  expect(await run()).toContain('0 added, 0 changed, 0 removed');
  expect(catalog.mutations).toHaveLength(1);
  expect(catalog.refreshed).toHaveLength(refreshed);
});

it('removes the annotations of a member who left the workspace', async () => {
  const { catalog, process, run } = await createLinking();
  await run();
  catalog.refreshed.length = 0;
  const leaver = stub.people.findIndex(
    ({ emails }, index) => index > 0 && emails[0].is_confirmed,
  );
  const ref = `user:default/person-${leaver}`;
  expect(await process(ref)).toHaveProperty(['bitbucket.org/user-id']);
  stub.update(stub.people[leaver].uuid, { workspaces: {} });
  expect(await run()).toContain('1 removed');
  expect(catalog.refreshed).toEqual([`bitbucket-workspace-link:${ref}`]);
  expect(await process(ref)).not.toHaveProperty(['bitbucket.org/user-id']);
});

it('does not change a User whose email address has changed', async () => {
  const { catalog, process, run } = await createLinking();
  await run();
  catalog.put(createUser('person-0', 'somebody.else@x.example'));
  expect(await process('user:default/person-0')).not.toHaveProperty([
    'bitbucket.org/user-id',
  ]);
});

it('overwrites no annotation, and reports contradictions', async () => {
  const own = { 'bitbucket.org/user-id': '{someone-else}' };
  const { catalog, lines, process, run } = await createLinking();
  const [{ emails }] = stub.people;
  await run();
  catalog.put(createUser('person-0', emails[0].email, own));
  expect(await process('user:default/person-0')).toMatchObject(own);
  expect(await process('user:default/person-0')).not.toHaveProperty([
    'bitbucket.org/account-id',
  ]);
  expect(await run()).toContain('1 unclear');
  expect(lines.join('\n')).toContain(
    'warn: Bitbucket workspace main: user:default/person-0 was not linked to a new account: it has the user id {someone-else}',
  );
});

it('adds missing annotations if the others match', async () => {
  const { catalog, process, run } = await createLinking();
  const [{ emails, uuid, account_id }] = stub.people;
  const typed = uuid.slice(1, -1).toUpperCase();
  catalog.put(
    createUser('person-0', emails[0].email, { 'bitbucket.org/user-id': typed }),
  );
  await run();
  expect(await process('user:default/person-0')).toMatchObject({
    'bitbucket.org/user-id': typed,
    'bitbucket.org/account-id': account_id,
  });
});

it('adds nothing if two workspaces found different accounts', async () => {
  const { links, process, run } = await createLinking();
  await run();
  const link = (await links.find('user:default/person-0'))[0];
  await links.save('other', {
    set: [{ ...link, userId: stub.people[5].uuid }],
    removed: [],
  });
  expect(await process('user:default/person-0')).not.toHaveProperty([
    'bitbucket.org/user-id',
  ]);
  await links.keepOnly(['main']);
  expect(await process('user:default/person-0')).toHaveProperty([
    'bitbucket.org/user-id',
  ]);
});

it('holds back a listing that lacks many people', async () => {
  const { catalog, run } = await createLinking();
  await run();
  const refreshed = catalog.refreshed.length;
  stub.people.slice(0, 100).forEach(({ uuid }) => {
    stub.update(uuid, { workspaces: {} });
  });
  expect(await run()).toMatch(/0 removed, (9\d|100) held back/);
  expect(catalog.refreshed).toHaveLength(refreshed);
});

it('holds back if many Users would get another account', async () => {
  const { knex, links, run } = await createLinking();
  await run();
  // Simulates that Bitbucket returned other accounts before.
  await knex('bitbucket_workspace_links').update({ user_id: '{other}' });
  expect(await run()).toMatch(/0 changed, 0 removed, \d{3} held back/);
  const [link] = await links.find('user:default/person-0');
  expect(link.userId).toBe('{other}');
});

it('changes nothing when a batch fails', async () => {
  const { catalog, fail, knex, run } = await createLinking();
  stub.faults.add({
    path: '/2.0/workspaces/generated/members',
    nth: 3,
    status: 403,
  });
  expect((await fail()).message).toContain('the scope or the role');
  expect(await knex('bitbucket_workspace_links')).toEqual([]);
  expect(catalog.mutations).toEqual([]);
  stub.faults.clear();
  expect(await run()).toContain('0 removed');
});
