import {
  type BitbucketCloudStub,
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
    'are omitted if it names their account as %s',
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

  it('remain with the provider that had them first, whatever its ID', async () => {
    const one = await createHarness({ stub, id: 'a' });
    const { catalog, knex } = one;
    const two = await createHarness({ stub, id: 'b', catalog, knex });
    await two.run();
    const before = usersOf(catalog);
    expect(before).toHaveLength(6);
    expect(await one.run()).toContain('6 of other sources');
    await two.run();
    await one.run();
    expect(usersOf(catalog)).toEqual(before);
    expect(before).toContain(`user:default/mira-${MIRA.slice(1, 9)}`);
  });

  it('move to the next provider when the first one no longer has them', async () => {
    const one = await createHarness({ stub, id: 'a' });
    const { catalog, knex } = one;
    const userFilter = { exclude: [MIRA] };
    const two = await createHarness({ stub, id: 'b', catalog, knex });
    await two.run();
    await one.run();
    const filtered = await createHarness({
      stub,
      id: 'b',
      catalog,
      knex,
      config: { userFilter },
    });
    await filtered.run();
    expect(usersOf(catalog).filter(ref => /mira/.test(ref))).toEqual([]);
    await one.run();
    expect(usersOf(catalog).filter(ref => /mira/.test(ref))).toHaveLength(1);
  });

  it('of two providers that ran at the same time remain with the provider whose ID comes first', async () => {
    const one = await createHarness({ stub, id: 'a' });
    const { catalog, knex } = one;
    const two = await createHarness({ stub, id: 'b', catalog, knex });
    await Promise.all([one.run(), two.run()]);
    await two.run();
    await one.run();
    const users = usersOf(catalog);
    expect(users).toHaveLength(6);
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

function usersOf({ refs }: { refs: string[] }): string[] {
  return refs.filter(ref => ref.startsWith('user:')).sort();
}
