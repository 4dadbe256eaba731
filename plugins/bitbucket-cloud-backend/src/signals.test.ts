import { startPages } from './__testUtils__/startPages';

let pages: Awaited<ReturnType<typeof startPages>>;
const signals: unknown[] = [];

beforeAll(async () => {
  pages = await startPages();
  await pages.events.subscribe({
    id: 'test',
    topics: ['signals'],
    onEvent: async ({ eventPayload }) => {
      signals.push(eventPayload);
    },
  });
});

afterAll(() => pages.stop());

beforeEach(() => signals.splice(0));

const publish = (key: string, repository = 'harbour-bikes/booking-api') =>
  pages.events.publish({
    topic: `bitbucketCloud.${key}`,
    eventPayload: {
      repository: { full_name: repository },
      pullrequest: { title: 'A secret plan' },
    },
  });

it('a webhook sends a signal without content on the channel of the answers', async () => {
  const { body } = await pages.get('booking-api/pull-requests');
  const pipelines = await pages.get('booking-api/pipelines');
  expect(body.channel).toMatch(/^bitbucket-cloud:[\w-]{43}$/);
  expect(pipelines.body.channel).toBe(body.channel);
  await publish('pullrequest:approved', 'Harbour-Bikes/booking-api');
  expect(signals).toEqual([
    {
      channel: body.channel,
      recipients: { type: 'broadcast' },
      message: {},
    },
  ]);
});

it('no signal is sent for a repository that no page shows, or for another event', async () => {
  await pages.get('booking-api/pull-requests');
  await publish('pullrequest:approved', 'harbour-bikes/fleet-api');
  await publish('repo:push');
  expect(signals).toEqual([]);
});

it('no channel is in a response to a user who cannot read the repository', async () => {
  for (const path of ['nothing', 'none', 'elsewhere']) {
    const { body } = await pages.get(`${path}/pull-requests`);
    expect(JSON.stringify(body)).not.toContain('bitbucket-cloud:');
  }
});
