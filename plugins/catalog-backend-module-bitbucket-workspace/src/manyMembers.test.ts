import {
  createBitbucketCloudStub,
  generateSeed,
} from '@backstage-bitbucket/bitbucket-cloud-stub';
import { createHarness, registerConsumer } from './__testUtils__/createHarness';

const MEMBERS = 10_000;

it('reads 10,000 members in 100 calls, and sends one who changed', async () => {
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
  // Nobody has the name of somebody else.
  expect(catalog.refs).toHaveLength(MEMBERS + 2);

  stub.update(seed.people[5000].uuid, { display_name: 'Another Name' });
  expect(await run()).toContain('0 added, 1 changed, 0 removed, 0 held back');
  expect(catalog.mutations[1]).toMatchObject({ added: { length: 1 } });
  await stub.close();
}, 60_000);
