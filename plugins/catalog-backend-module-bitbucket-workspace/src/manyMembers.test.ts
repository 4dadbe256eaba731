import {
  createBitbucketCloudStub,
  generateSeed,
} from '@backstage-bitbucket/bitbucket-cloud-stub';
import { createHarness, registerConsumer } from './__testUtils__/createHarness';

const MEMBERS = 10_000;

it('reads 10,000 members in 100 calls, and sends one changed member', async () => {
  const seed = generateSeed({ members: MEMBERS, repositories: 0 });
  const stub = await createBitbucketCloudStub({ seed });
  registerConsumer(stub, { workspace: 'generated' });
  const { catalog, run } = await createHarness({
    stub,
    config: { workspace: 'generated' },
  });
  expect(await run()).toContain('10002 added');
  const path = '/2.0/workspaces/generated/members';
  expect(stub.journal.entries({ path })).toHaveLength(100);
  // No member has the name of another.
  expect(catalog.refs).toHaveLength(MEMBERS + 2);

  // In groups, so that no request waits long for the catalog.
  expect(catalog.mutations).toHaveLength(11);

  stub.update(seed.people[5000].uuid, { display_name: 'Another Name' });
  expect(await run()).toContain('0 added, 1 changed, 0 removed, 0 held back');
  expect(catalog.mutations.at(-1)).toMatchObject({ added: { length: 1 } });
  await stub.close();
}, 60_000);

it('continues with new members if a run failed while it sent them', async () => {
  const seed = generateSeed({ members: 2500, repositories: 0 });
  const stub = await createBitbucketCloudStub({ seed });
  registerConsumer(stub, { workspace: 'generated' });
  const { catalog, run, fail } = await createHarness({
    stub,
    config: { workspace: 'generated' },
  });
  catalog.beforeMutation = async () => {
    if (catalog.mutations.length === 1) {
      throw new Error('the database is away');
    }
  };
  const { message } = await fail();
  expect(message).toContain(
    '1000 of 2502 newcomers are in the catalog, and the next run goes on',
  );
  expect(message).not.toContain('nothing in the catalog has changed');

  catalog.beforeMutation = async () => {};
  // The failed group is sent again.
  expect(await run()).toContain('502 added, 1000 changed, 0 removed');
  expect(catalog.refs).toHaveLength(2502);
  expect(await run()).toContain('0 added, 0 changed, 0 removed');
  await stub.close();
}, 60_000);
