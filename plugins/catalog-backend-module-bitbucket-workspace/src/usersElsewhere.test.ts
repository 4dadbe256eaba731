import {
  BitbucketCloudStub,
  createBitbucketCloudStub,
} from '@backstage-bitbucket/bitbucket-cloud-stub';
import { createHarness, registerConsumer } from './__testUtils__/createHarness';

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

describe('people who have a User of another source', () => {
  it.each([MIRA, MIRA.slice(1, -1).toUpperCase()])(
    'are left to it when it names their account as %s',
    async userId => {
      const { catalog, run } = await createHarness({ stub });
      catalog.put({
        apiVersion: 'backstage.io/v1alpha1',
        kind: 'User',
        metadata: {
          name: 'mira.lindqvist',
          annotations: {
            'bitbucket.org/user-id': userId,
            'backstage.io/managed-by-location': 'file:/users.yaml',
            'backstage.io/managed-by-origin-location': 'file:/users.yaml',
          },
        },
      });
      const line = await run();
      expect(line).toContain('1 of other sources');
      expect(catalog.refs).not.toContain('user:default/mira-a1f0c3d2');
      expect(
        catalog.get('group:default/harbour-bikes-5d0c7a5e-owners')?.spec
          ?.members,
      ).toEqual(['user:default/mira.lindqvist']);
      expect(
        catalog.get('group:default/harbour-bikes-5d0c7a5e')?.spec?.members,
      ).toEqual(['user:default/mira.lindqvist']);
    },
  );

  it('stay with the first of two providers', async () => {
    const one = await createHarness({ stub, id: 'a' });
    const { catalog, knex } = one;
    const two = await createHarness({ stub, id: 'b', catalog, knex });
    await two.run();
    await one.run();
    await two.run();
    await one.run();
    // The second provider had the shorter name when the first one started.
    const users = catalog.refs.filter(ref => ref.startsWith('user:'));
    expect(users).toHaveLength(6);
    expect(users).toContain(`user:default/mira-${MIRA.slice(1, -1)}`);
    for (const ref of users) {
      expect(catalog.get(ref)).toMatchObject({
        metadata: {
          annotations: {
            'backstage.io/managed-by-location': 'bitbucket-workspace:a',
          },
        },
      });
    }
  });
});
