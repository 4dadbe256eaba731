import {
  type BitbucketHomePipeline,
  type BitbucketHomePullRequest,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { as, component, MIRA, user } from '../__testUtils__/company';
import { startPages } from '../__testUtils__/startPages';
import { type SharedRepository } from '../collections/groupByRepository';
import { type Channels } from '../events/Channels';
import { HomeAnswers } from './HomeAnswers';
import { type ReadableRepositories } from './ReadableRepositories';

const entities = [
  user('mira', MIRA.toUpperCase()),
  // The same account, but fewer rights.
  user('guest', MIRA),
  user('olu'),
  component('booking-api'),
  component('booking-web'),
  component('price-library'),
];

let pages: Awaited<ReturnType<typeof startPages>>;

beforeAll(async () => {
  pages = await startPages(
    {},
    {
      entities,
      isReadable: ({ metadata: { name } }, ref) =>
        ref !== 'user:default/guest' || ['guest', 'booking-web'].includes(name),
    },
  );
});

afterAll(() => pages.stop());

beforeEach(() => pages.stub.faults.clear());

const titlesOf = (list: { title: string }[]) => list.map(({ title }) => title);

describe('the route of the home page', () => {
  it('has a channel of the user, to which a webhook of a pull request of the user sends a signal', async () => {
    const channels: string[] = [];
    await pages.events.subscribe({
      id: 'test',
      topics: ['signals'],
      onEvent: async ({ eventPayload }) => {
        channels.push((eventPayload as { channel: string }).channel);
      },
    });
    const { body } = await pages.ask('home', as('mira'));
    const publish = (author: string) =>
      pages.events.publish({
        topic: 'bitbucketCloud.pullrequest:updated',
        eventPayload: {
          repository: { full_name: 'harbour-bikes/unknown' },
          pullrequest: { id: 1, author: { uuid: author } },
        },
      });
    await publish('{00000000-0000-4000-8000-000000000000}');
    expect(channels).toHaveLength(1);
    expect(channels).not.toContain(body.channel);
    await publish(MIRA);
    expect(channels).toContain(body.channel);
    // Of an account that the catalog does not connect to a user.
    const olu = await pages.ask('home', as('olu'));
    expect(olu.body.channel).toBeUndefined();
  });

  it('returns what waits for a review of the user, the oldest first', async () => {
    const { body, status } = await pages.ask('home', as('mira'));
    expect(status).toBe(200);
    expect(body.data).toMatchObject({ isLinked: true, repositories: 3 });
    expect(titlesOf(body.data.reviews)).toEqual([
      'Reject bookings that end before they start',
      'Return 409 when a bicycle was taken in the meantime',
    ]);
    const [first] = body.data.reviews as BitbucketHomePullRequest[];
    expect(first).toMatchObject({
      repository: 'harbour-bikes/booking-api',
      components: [{ entityRef: 'component:default/booking-api' }],
    });
  });

  it('returns the pull requests of the user, drafts included', async () => {
    const { body } = await pages.ask('home', as('mira'));
    expect(titlesOf(body.data.pullRequests)).toEqual(
      expect.arrayContaining([
        'Log the reservation number with every request',
        'Send a reminder one hour before the return',
        'Retry the payment hold once',
      ]),
    );
    for (const each of body.data.pullRequests as BitbucketHomePullRequest[]) {
      expect(each.author?.uuid).toBe(MIRA);
    }
  });

  it('returns failed pipelines only', async () => {
    const { body } = await pages.ask('home', as('mira'));
    for (const each of body.data.pipelines as BitbucketHomePipeline[]) {
      expect(each.state).toBe('failed');
    }
  });

  it('contains only repositories of components that the user can read', async () => {
    const { body } = await pages.ask('home', as('guest'));
    expect(body.data.reviews).toEqual([]);
    expect(titlesOf(body.data.pullRequests)).toContain(
      'Send a reminder one hour before the return',
    );
    expect(JSON.stringify(body)).not.toMatch(/booking-api|price-library/);
  });

  it('says that the user has no account', async () => {
    const calls = pages.calls();
    const { body } = await pages.ask('home?uuid=x', as('olu'));
    expect(body.data).toEqual({
      isLinked: false,
      reviews: [],
      pullRequests: [],
      pipelines: [],
      repositories: 0,
      failed: [],
      renamed: [],
      unread: 0,
      leftOut: 0,
    });
    expect(pages.calls()).toBe(calls);
  });

  it('needs one call for each repository and question, for all users', async () => {
    await pages.ask('home', as('mira'));
    const calls = pages.calls();
    await pages.ask('home', as('mira'));
    await pages.ask('home', as('guest'));
    await pages.get('booking-api/pull-requests', as('mira'));
    expect(pages.calls()).toBe(calls);
  });

  it('requires a user', async () => {
    const { status } = await pages.ask(
      'home',
      mockCredentials.service.header(),
    );
    expect([401, 403]).toContain(status);
  });

  it('reads a limited number of repositories in a request', async () => {
    const many = await startPages(
      {},
      {
        entities: [
          user('mira', MIRA),
          component('booking-api', { owner: 'none' }),
          ...Array.from({ length: 60 }, (_, index) =>
            component(`missing-${index}`, { owner: 'none' }),
          ),
        ],
      },
    );
    const { body } = await many.ask('home', as('mira'));
    expect(many.calls()).toBe(40);
    expect(body.data.unread).toBe(60);
    // The pull requests and the pipelines of the only one that exists, and the others.
    expect(body.data.failed).toHaveLength(38);
    const next = await many.ask('home', as('mira'));
    expect(many.calls()).toBe(80);
    expect(next.body.data.unread).toBeLessThan(60);
    await many.stop();
  });
});

it('returns at most 200 rows in each list', async () => {
  const minute = (index: number) => new Date(index * 60_000).toISOString();
  const me = { name: 'Mira', uuid: MIRA };
  const rows = Array.from({ length: 250 }, (_, index) => ({
    repository: 'harbour-bikes/booking-api',
    id: index,
    number: index,
    state: 'open',
    sourceBranch: `branch-${index}`,
    ref: `branch-${index}`,
    author: me,
    reviewers: [{ ...me, review: 'waiting' }],
    createdAt: minute(index),
    updatedAt: minute(index),
  }));
  const answerOf = (data: unknown) => ({ data, readAt: minute(0) });
  const place = {
    name: { workspace: 'harbour-bikes', slug: 'booking-api' },
    pages: {
      pullRequests: async () => answerOf({ pullRequests: rows }),
      pipelines: async () =>
        answerOf(rows.map(each => ({ ...each, state: 'failed' }))),
    },
  };
  const shared = {
    repository: 'harbour-bikes/booking-api',
    place,
    components: [],
    entities: [],
  } as unknown as SharedRepository;
  const find = async () => [shared];
  const answers = new HomeAnswers({
    catalog: catalogServiceMock({ entities: [user('mira', MIRA)] }),
    channels: { ofPerson: async () => 'channel' } as unknown as Channels,
    repositories: { find } as unknown as ReadableRepositories,
    userInfo: mockServices.userInfo.mock({
      getUserInfo: async () => ({
        userEntityRef: 'user:default/mira',
        ownershipEntityRefs: ['user:default/mira'],
      }),
    }),
  });
  const { data } = await answers.get(mockCredentials.user('user:default/mira'));
  const ids = (list: object[]) =>
    (list as { id: number }[]).map(({ id }) => id);
  const first = Array.from({ length: 200 }, (_, index) => index);
  // The oldest reviews, and the newest of the others.
  expect(ids(data.reviews)).toEqual(first);
  expect(ids(data.pullRequests)).toEqual(first.map(index => 249 - index));
  expect(ids(data.pipelines)).toEqual(first.map(index => 249 - index));
});
