import { startPages } from './__testUtils__/startPages';

const OTHER = 'a-token-that-administers';
let pages: Awaited<ReturnType<typeof startPages>>;

beforeAll(async () => {
  pages = await startPages();
});
afterAll(() => pages.stop());

async function request(method: string, path: string, body?: object) {
  pages.stub.registerAccessToken({
    token: OTHER,
    scopes: [
      'repository',
      'repository:write',
      'repository:admin',
      'repository:delete',
    ],
    workspace: 'harbour-bikes',
  });
  const response = await fetch(
    `${pages.stub.apiUrl}/repositories/harbour-bikes/${path}`,
    {
      method,
      headers: {
        authorization: `Bearer ${OTHER}`,
        'content-type': 'application/json',
      },
      body: body && JSON.stringify(body),
    },
  );
  expect(response.ok).toBe(true);
}

it('a renamed repository is found by its uuid, with a note about the new name', async () => {
  expect((await pages.get('renamed/pull-requests')).body.renamedTo).toBe(
    undefined,
  );
  await request('PUT', 'booking-web', { name: 'Booking Front' });
  await pages.events.publish({
    topic: 'bitbucketCloud.pullrequest:updated',
    eventPayload: { repository: { full_name: 'harbour-bikes/booking-web' } },
  });
  const { status, body } = await pages.get('renamed/pull-requests');
  expect(status).toBe(200);
  expect(body).toMatchObject({
    renamedTo: 'harbour-bikes/booking-front',
    data: { pullRequests: expect.any(Array) },
  });
  expect(body.problem).toBeUndefined();
  // Webhooks contain the new name.
  await pages.events.publish({
    topic: 'bitbucketCloud.pullrequest:updated',
    eventPayload: { repository: { full_name: 'harbour-bikes/booking-front' } },
  });
  const calls = pages.calls();
  await pages.get('renamed/pull-requests');
  expect(pages.calls()).toBe(calls + 1);
});

it('a repository that is gone is not found by its uuid', async () => {
  await request('DELETE', 'fleet-map');
  const { status, body } = await pages.get('deleted/pull-requests');
  expect(status).toBe(503);
  expect(body.problem.kind).toBe('gone');
});
