import { mockCredentials } from '@backstage/backend-test-utils';
import { component } from '../__testUtils__/company';
import { startPages } from '../__testUtils__/startPages';

const search = mockCredentials.service.header({
  onBehalfOf: mockCredentials.service('plugin:search'),
  targetPluginId: 'bitbucket-cloud',
});

describe('the documents for the search', () => {
  let pages: Awaited<ReturnType<typeof startPages>>;
  beforeAll(async () => {
    pages = await startPages();
  });
  afterAll(() => pages.stop());

  it('are the open pull requests of all components, which are read once', async () => {
    const { body, status } = await pages.ask('search/pull-requests', search);
    expect(status).toBe(200);
    expect(body.documents).toContainEqual({
      title: 'Reject bookings that end before they start',
      text: expect.stringMatching(
        /^harbour-bikes\/booking-api #\d+, from fix\/reject-bookings-that-end-before-they-start to main: Aiko Tanaka, Tomas Reyes, Mira Lindqvist$/,
      ),
      location: expect.stringMatching(
        /\/harbour-bikes\/booking-api\/pull-requests\/\d+$/,
      ),
      authorization: { resourceRef: 'component:default/booking-api' },
      entityRef: 'component:default/booking-api',
      repository: 'harbour-bikes/booking-api',
      number: expect.any(Number),
      author: 'Aiko Tanaka',
      status: 'open',
      updatedAt: expect.any(String),
    });
    const calls = pages.calls();
    await pages.ask('search/pull-requests', search);
    expect(pages.calls()).toBe(calls);
  });

  it('are read again after a change', async () => {
    const calls = pages.calls();
    await pages.events.publish({
      topic: 'bitbucketCloud.pullrequest:updated',
      eventPayload: { repository: { full_name: 'harbour-bikes/booking-api' } },
    });
    await pages.ask('search/pull-requests', search);
    expect(pages.calls()).toBe(calls + 1);
  });

  it.each([
    ['a user', mockCredentials.user.header()],
    [
      'another plugin',
      mockCredentials.service.header({
        onBehalfOf: mockCredentials.service('plugin:scaffolder'),
        targetPluginId: 'bitbucket-cloud',
      }),
    ],
  ])('are not for %s', async (_, header) => {
    const { status } = await pages.ask('search/pull-requests', header);
    expect(status).toBe(403);
  });
});

describe('the documents of a repository with many components', () => {
  let pages: Awaited<ReturnType<typeof startPages>>;
  beforeAll(async () => {
    pages = await startPages(
      {},
      {
        entities: Array.from({ length: 100 }, (_, index) =>
          component(`part-${index}`, { repository: 'booking-api' }),
        ),
      },
    );
  });
  afterAll(() => pages.stop());

  it('are those of 10 components', async () => {
    const { body } = await pages.ask('search/pull-requests', search);
    const refs = new Set(
      body.documents.map((each: { entityRef: string }) => each.entityRef),
    );
    expect(refs.size).toBe(10);
  });

  it('have a location each, which leads to the pull request', async () => {
    const { body } = await pages.ask('search/pull-requests', search);
    const locations: string[] = body.documents.map(
      (each: { location: string }) => each.location,
    );
    expect(new Set(locations).size).toBe(locations.length);
    expect(new Set(locations.map(each => each.split('#')[0])).size).toBe(
      locations.length / 10,
    );
  });
});
