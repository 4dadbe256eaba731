import { mockServices } from '@backstage/backend-test-utils';
import { type BitbucketPipeline } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { startPages } from './__testUtils__/startPages';

const TOKEN = 'the-access-token-of-a-person';
const ALLOWED = { pipelines: { actions: true } };

let pages: Awaited<ReturnType<typeof startPages>>;
const auditor = mockServices.auditor.mock();
const events: { meta?: unknown; outcome?: unknown }[] = [];
auditor.createEvent.mockImplementation(async options => {
  const event: (typeof events)[number] = { meta: options.meta };
  events.push(event);
  return {
    success: async () => {
      event.outcome = 'success';
    },
    fail: async ({ error }) => {
      event.outcome = error.message;
    },
  };
});
const logger = mockServices.logger.mock();

beforeAll(async () => {
  pages = await startPages(ALLOWED, {
    features: [
      mockServices.auditor.mock({ createEvent: auditor.createEvent }).factory,
      logger.factory,
    ],
  });
});
afterAll(() => pages.stop());

beforeEach(() => {
  events.splice(0);
  pages.stub.faults.clear();
});

function allow(scopes: string[], token = TOKEN) {
  pages.stub.registerAccessToken({
    token,
    scopes,
    workspace: 'harbour-bikes',
  });
}

function run(repository = 'booking-api') {
  const { uuid } = pages.stub.runPipeline('harbour-bikes', repository, {}) as {
    uuid: string;
  };
  return { uuid, path: `${repository}/pipelines/${encodeURIComponent(uuid)}` };
}

async function stateOf(uuid: string) {
  const { body } = await pages.get('booking-api/pipelines');
  const list: BitbucketPipeline[] = body.data;
  return list.find(each => each.uuid === uuid)?.state;
}

it('an owner stops a pipeline and runs it again, with the own token', async () => {
  allow(['pipeline:write']);
  const { path, uuid } = run();
  expect((await pages.get('booking-api/pipelines')).body.canAct).toBe(true);
  expect(await stateOf(uuid)).toBe('running');
  expect(await pages.post(`${path}/stop`, { token: TOKEN })).toMatchObject({
    status: 200,
  });
  // The answer is read again.
  expect(await stateOf(uuid)).toBe('stopped');
  const again = await pages.post(`${path}/rerun`, { token: TOKEN });
  expect(again).toMatchObject({
    status: 200,
    body: { number: expect.any(Number) },
  });
  const { body } = await pages.get('booking-api/pipelines');
  expect(body.data[0]).toMatchObject({
    number: again.body.number,
    state: 'pending',
    trigger: 'manual',
    ref: 'main',
  });
  expect(events).toEqual(
    ['stop', 'rerun'].map(actionType => ({
      meta: {
        actionType,
        entityRef: 'component:default/booking-api',
        repository: 'harbour-bikes/booking-api',
        pipeline: uuid,
      },
      outcome: 'success',
    })),
  );
  // The portal's credentials only read.
  const writes = pages.stub.journal
    .entries({ path: '/2.0/**' })
    .filter(({ method }) => method === 'POST');
  expect(writes).toHaveLength(2);
});

it('Bitbucket decides by the token: the person reads what is missing', async () => {
  const { path } = run();
  allow(['pipeline'], 'a-token-that-only-reads');
  for (const [token, message] of [
    ['a-token-that-only-reads', /does not grant Pipelines: Write/],
    ['an-unknown-token', /does not accept your access token/],
  ] as const) {
    expect(await pages.post(`${path}/stop`, { token })).toMatchObject({
      status: 403,
      body: { error: { message: expect.stringMatching(message) } },
    });
  }
});

it('a pipeline that has ended is not stopped', async () => {
  allow(['pipeline:write']);
  const { path, uuid } = run();
  pages.stub.endPipeline(['harbour-bikes', 'booking-api', uuid], {
    result: 'SUCCESSFUL',
  });
  expect(await pages.post(`${path}/stop`, { token: TOKEN })).toMatchObject({
    status: 409,
    body: { error: { message: expect.stringMatching(/probably ended/) } },
  });
});

it('no token is in a log, an audit event or a response', async () => {
  const { path } = run();
  pages.stub.faults.add({ path: '/2.0/**', status: 503 });
  const { status, body } = await pages.post(`${path}/stop`, { token: TOKEN });
  expect(status).toBe(503);
  const all = [
    events,
    body,
    ...Object.values(logger).map(each => (each as jest.Mock).mock?.calls),
  ];
  expect(JSON.stringify(all)).not.toContain(TOKEN);
});

it.each([{}, { token: '' }, { token: 'a\nb' }, { token: 1 }])(
  'the body %j is rejected without a call',
  async body => {
    const { path } = run();
    const calls = pages.calls();
    expect((await pages.post(`${path}/stop`, body)).status).toBe(400);
    expect(pages.calls()).toBe(calls);
  },
);

it('at most ten requests of a person in a minute are sent', async () => {
  const { path } = run();
  const statuses = [];
  for (let count = 0; count < 10; count += 1) {
    statuses.push((await pages.post(`${path}/stop`, {})).status);
  }
  expect(statuses).toContain(429);
});

describe('without the configuration, or the ownership', () => {
  it('the portal does not run pipelines', async () => {
    const other = await startPages({}, { stub: pages.stub });
    expect((await other.get('booking-api/pipelines')).body.canAct).toBe(false);
    const { path } = run();
    const calls = pages.calls();
    expect(await other.post(`${path}/stop`, { token: TOKEN })).toMatchObject({
      status: 404,
      body: {
        error: { message: expect.stringMatching(/does not run or stop/) },
      },
    });
    expect(pages.calls()).toBe(calls);
  });

  it('a user who does not own the entity cannot act', async () => {
    const other = await startPages(ALLOWED, { stub: pages.stub });
    const { path } = run();
    const calls = pages.calls();
    expect(
      await other.post(
        `${path.replace('booking-api', 'not-a-repository')}/rerun`,
        {
          token: TOKEN,
        },
      ),
    ).toMatchObject({
      status: 403,
      body: { error: { message: expect.stringMatching(/^Only the owners/) } },
    });
    expect(pages.calls()).toBe(calls);
  });
});
