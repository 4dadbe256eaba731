import { createBitbucketCloudStub } from '@backstage-bitbucket/bitbucket-cloud-stub';
import { PERSON, SECRET, WORKSPACE } from './__testUtils__/signedRequest';
import { startWebhooks } from './__testUtils__/startWebhooks';

it('accepts what the stub sends for a push', async () => {
  const backend = await startWebhooks();
  const url = `http://localhost:${backend.port}/api/events/http/bitbucketCloud`;
  const createHook = (uuid: string, secret?: string) => ({
    uuid,
    url,
    secret,
    events: ['repo:push'],
  });
  const stub = await createBitbucketCloudStub({
    seed: {
      workspaces: [{ ...WORKSPACE, name: 'Harbour Bikes' }],
      clients: [],
      people: [PERSON],
      projects: [
        {
          uuid: '{3c2b1a09-4f5e-4d6c-8b7a-1f2e3d4c5b6a}',
          workspace: WORKSPACE.slug,
          key: 'SHOP',
          name: 'Shop',
        },
      ],
      repositories: [
        {
          uuid: '{0e1f2a3b-4c5d-4e6f-8a9b-0c1d2e3f4a5b}',
          workspace: WORKSPACE.slug,
          project: 'SHOP',
          slug: 'checkout',
          files: { 'README.md': 'Checkout' },
          hooks: [
            createHook('{11111111-8a1b-4c2d-9e3f-0a1b2c3d4e5f}', SECRET),
            createHook('{22222222-8a1b-4c2d-9e3f-0a1b2c3d4e5f}'),
          ],
        },
      ],
    },
  });
  const { deliveries } = await stub.push('harbour-bikes', 'checkout', {
    files: { 'catalog-info.yaml': 'kind: Component' },
  });
  expect(deliveries.map(({ attempts }) => attempts)).toEqual([[202], [403]]);
  expect(backend.events).toHaveLength(2);
  expect(backend.events).toContainEqual({
    topic: 'bitbucketCloud.repo:push',
    metadata: expect.objectContaining({
      'x-event-key': 'repo:push',
      'x-hook-uuid': '11111111-8a1b-4c2d-9e3f-0a1b2c3d4e5f',
    }),
    eventPayload: expect.objectContaining({
      repository: expect.objectContaining({
        full_name: 'harbour-bikes/checkout',
        workspace: expect.objectContaining(WORKSPACE),
      }),
    }),
  });
  await stub.close();
  await backend.stop();
});
