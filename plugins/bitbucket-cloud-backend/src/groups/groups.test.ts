import { type Entity } from '@backstage/catalog-model';
import { as, component, group } from '../__testUtils__/company';
import { startPages } from '../__testUtils__/startPages';

const entities: Entity[] = [
  group('engineering', ['booking', 'fleet']),
  // A group in a circle, which the catalog does not prevent.
  group('booking', ['engineering']),
  group('fleet'),
  component('booking-api'),
  // Two components in one repository.
  component('booking-worker', { repository: 'Booking-API' }),
  component('booking-web'),
  component('fleet-tracker', { owner: 'fleet' }),
  component('elsewhere', { owner: 'other' }),
  component('gone', { owner: 'outage' }),
  component('price-library', { owner: 'outage' }),
  group('outage'),
  group('empty'),
  group('lost'),
  component('lost-thing', { owner: 'lost' }),
  group('monorepo'),
  ...Array.from({ length: 12 }, (_, index) =>
    component(`part-${String(index).padStart(2, '0')}`, {
      owner: 'monorepo',
      repository: 'fleet-tracker',
    }),
  ),
  group('many'),
  component('availability-search', { owner: 'many' }),
  ...Array.from({ length: 52 }, (_, index) =>
    component(`none-${String(index).padStart(2, '0')}`, { owner: 'many' }),
  ),
];

let pages: Awaited<ReturnType<typeof startPages>>;

beforeAll(async () => {
  pages = await startPages(
    {},
    {
      entities,
      isReadable: ({ metadata: { name } }, user) =>
        user === 'user:default/mira' ||
        !['booking-web', 'fleet', 'fleet-tracker'].includes(name),
    },
  );
});

afterAll(() => pages.stop());

beforeEach(() => pages.stub.faults.clear());

const repositoriesOf = (body: {
  data: { answers: { repository: string }[] };
}) => body.data.answers.map(({ repository }) => repository);

async function callsFor(path: string, user = as('mira')): Promise<number> {
  const before = pages.calls();
  await pages.ask(path, user);
  return pages.calls() - before;
}

describe('the routes of a group', () => {
  it('contain the components of the groups below, and each repository once', async () => {
    const { body, status } = await pages.ask(
      'groups/default/engineering/pull-requests',
      as('mira'),
    );
    expect(status).toBe(200);
    expect(repositoriesOf(body)).toEqual([
      'harbour-bikes/booking-api',
      'harbour-bikes/booking-web',
      'harbour-bikes/fleet-tracker',
    ]);
    expect(body.data).toMatchObject({ failed: [], leftOut: 0 });
    const [{ answer, components }] = body.data.answers;
    expect(components).toEqual([
      {
        entityRef: 'component:default/booking-api',
        title: 'The booking-api',
      },
      {
        entityRef: 'component:default/booking-worker',
        title: 'The booking-worker',
      },
    ]);
    expect(answer.data.pullRequests.length).toBeGreaterThan(0);
    expect(body.readAt).toBe(answer.readAt);
    const tab = await pages.get('booking-api/pull-requests', as('mira'));
    expect(answer.channel).toBe(tab.body.channel);
  });

  it('contain the first ten components of a repository', async () => {
    const { body } = await pages.ask(
      'groups/default/monorepo/pull-requests',
      as('mira'),
    );
    const [{ components }] = body.data.answers;
    expect(components.map(({ title }: { title: string }) => title)).toEqual(
      Array.from({ length: 10 }, (_, index) => `The part-0${index}`),
    );
  });

  it('share the answers with the tabs of components', async () => {
    await pages.ask('groups/default/engineering/pipelines', as('mira'));
    expect(
      await callsFor('entities/component/default/booking-api/pipelines'),
    ).toBe(0);
    await pages.get('booking-web/environments', as('mira'));
    // Two repositories, with two calls each.
    expect(await callsFor('groups/default/booking/environments')).toBe(4);
  });

  it('contain only what the user can read', async () => {
    const { body } = await pages.ask(
      'groups/default/engineering/pull-requests',
      as('olu'),
    );
    expect(repositoriesOf(body)).toEqual(['harbour-bikes/booking-api']);
    expect(JSON.stringify(body)).not.toMatch(/booking-web|fleet/);
    expect(
      await pages.ask('groups/default/fleet/pipelines', as('olu')),
    ).toMatchObject({
      status: 404,
      body: {
        error: { message: 'The catalog has no such group for you' },
      },
    });
  });

  it.each(['pull-requests', 'pipelines', 'environments'])(
    'require a user who can read a group: %s',
    async path => {
      const { status } = await pages.ask(
        `groups/default/booking-api/${path}`,
        as('mira'),
      );
      expect(status).toBe(404);
    },
  );

  it('accept only known states of pull requests', async () => {
    const { status } = await pages.ask(
      'groups/default/engineering/pull-requests?status=all',
      as('mira'),
    );
    expect(status).toBe(400);
  });

  it('name the repositories that cannot be read', async () => {
    pages.stub.faults.add({ path: '/2.0/repositories/*/gone/**', status: 404 });
    const { body, status } = await pages.ask(
      'groups/default/outage/pull-requests',
      as('mira'),
    );
    expect(status).toBe(200);
    expect(repositoriesOf(body)).toEqual(['harbour-bikes/price-library']);
    expect(body.data.failed).toMatchObject([
      {
        repository: 'harbour-bikes/gone',
        components: [{ title: 'The gone' }],
        problem: { kind: 'gone' },
      },
    ]);
  });

  it('name them also if Bitbucket has no such repository', async () => {
    const { body, status } = await pages.ask(
      'groups/default/lost/pull-requests',
      as('mira'),
    );
    expect(status).toBe(200);
    expect(body.data).toMatchObject({
      answers: [],
      failed: [{ problem: { kind: 'gone' } }],
    });
  });

  it('explain an outage of all repositories', async () => {
    pages.stub.faults.add({ path: '/2.0/**', status: 503 });
    expect(
      await pages.ask('groups/default/outage/environments', as('mira')),
    ).toMatchObject({
      status: 503,
      body: { problem: { kind: 'unreachable' } },
    });
  });

  it('read at most 50 repositories, and count the others', async () => {
    const before = pages.calls();
    const { body } = await pages.ask(
      'groups/default/many/pull-requests',
      as('mira'),
    );
    expect(repositoriesOf(body)).toEqual(['harbour-bikes/availability-search']);
    expect(body.data.failed).toHaveLength(49);
    expect(body.data.leftOut).toBe(3);
    // One for each repository, and the pipelines of the only one that exists.
    expect(pages.calls() - before).toBe(51);
  });

  it('are empty for a group without components', async () => {
    expect(
      await pages.ask('groups/default/empty/pipelines', as('mira')),
    ).toMatchObject({
      status: 200,
      body: { data: { answers: [], failed: [], leftOut: 0 } },
    });
  });

  // It ends the calls of the portal for a minute.
  it('give the reason of Bitbucket for all repositories after a 429', async () => {
    pages.stub.faults.add({
      path: '/2.0/repositories/*/gone/**',
      status: 429,
    });
    for (const name of ['gone', 'price-library']) {
      const { body } = await pages.get(
        `${name}/pull-requests?status=declined`,
        as('mira'),
      );
      expect(body.problem).toMatchObject({
        kind: 'limited',
        message: 'Bitbucket allows the portal no more calls for now.',
      });
    }
  });
});
