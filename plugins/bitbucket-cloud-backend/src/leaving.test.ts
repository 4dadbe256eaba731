import { startPages } from './__testUtils__/startPages';

describe('a repository that left the workspace', () => {
  it.each([
    ['without an event of its transfer', []],
    ['after its transfer', ['repo:transfer']],
  ])('is not shown any more %s', async (_, keys) => {
    const other = await startPages();
    const paths = ['pull-requests', 'pipelines'].map(
      page => `booking-api/${page}`,
    );
    for (const path of paths) {
      expect((await other.get(path)).status).toBe(200);
    }
    const token = 'the-token-of-an-owner';
    other.stub.registerAccessToken({
      workspace: 'harbour-bikes',
      token,
      scopes: ['repository:delete'],
    });
    const { status } = await fetch(
      `${other.stub.apiUrl}/repositories/harbour-bikes/booking-api`,
      { method: 'DELETE', headers: { authorization: `Bearer ${token}` } },
    );
    expect(status).toBe(204);
    for (const key of keys) {
      await other.events.publish({
        topic: `bitbucketCloud.${key}`,
        eventPayload: {
          repository: { full_name: 'adeyemi-consulting/booking-api' },
          previous_workspace: { slug: 'harbour-bikes' },
        },
      });
    }
    if (keys.length === 0) {
      for (const key of ['pullrequest:updated', 'repo:commit_status_created']) {
        await other.events.publish({
          topic: `bitbucketCloud.${key}`,
          eventPayload: {
            repository: { full_name: 'harbour-bikes/booking-api' },
          },
        });
      }
    }
    for (const path of paths) {
      expect(await other.get(path)).toMatchObject({
        status: 503,
        body: { problem: { kind: 'gone' } },
      });
    }
    await other.stop();
  });
});
