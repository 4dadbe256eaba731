import { startPages } from '../__testUtils__/startPages';

let pages: Awaited<ReturnType<typeof startPages>>;

beforeAll(async () => {
  pages = await startPages();
});

afterAll(() => pages.stop());

beforeEach(() => pages.stub.faults.clear());

describe('the overview of a component', () => {
  it('contains the state of the main branch, the last deployment and the people', async () => {
    const { body, status } = await pages.get('booking-api/overview');
    expect(status).toBe(200);
    expect(body.data).toMatchObject({
      repository: 'harbour-bikes/booking-api',
      facts: {
        data: {
          mainBranch: 'main',
          readmeUrl: expect.stringMatching(/\/src\/main\/README\.md$/),
          defaultReviewers: expect.any(Array),
        },
      },
      main: { data: { pipeline: { ref: 'main' }, statuses: [] } },
      deployment: {
        data: {
          environment: { type: 'Production' },
          deployment: { state: 'successful' },
        },
      },
      openPullRequests: { data: { count: 8, hasMore: false } },
    });
    expect(body.data.facts.data.codeOwners).toBeUndefined();
  });

  it('shares its answers with the tabs', async () => {
    await pages.get('booking-api/overview');
    const calls = pages.calls();
    await pages.get('booking-api/pull-requests');
    await pages.get('booking-api/pipelines');
    await pages.get('booking-api/environments');
    await pages.get('booking-api/overview');
    expect(pages.calls()).toBe(calls);
  });

  it('reads the main branch again after it was renamed', async () => {
    await pages.get('booking-api/overview');
    pages.stub.faults.add({
      path: '/2.0/repositories/harbour-bikes/booking-api/src/**',
      status: 404,
      times: 1,
    });
    await pages.events.publish({
      topic: 'bitbucketCloud.repo:updated',
      eventPayload: { repository: { full_name: 'harbour-bikes/booking-api' } },
    });
    const { body } = await pages.get('booking-api/overview');
    expect(body.data.facts.data.mainBranch).toBe('main');
    expect(body.data.facts.problem).toBeUndefined();
  });

  it('takes a pull request from its webhook, without a call', async () => {
    const { stub } = pages;
    const token = 'the-token-of-a-reader';
    stub.registerAccessToken({
      token,
      scopes: ['pullrequest'],
      workspace: 'harbour-bikes',
    });
    const { body } = await pages.get('booking-api/pull-requests');
    const [{ id }] = body.data.pullRequests;
    const response = await fetch(
      `${stub.apiUrl}/repositories/harbour-bikes/booking-api/pullrequests/${id}`,
      { headers: { authorization: `Bearer ${token}` } },
    );
    const pullrequest: any = await response.json();
    const publish = (change: object) =>
      pages.events.publish({
        topic: 'bitbucketCloud.pullrequest:updated',
        eventPayload: {
          repository: { full_name: 'harbour-bikes/booking-api' },
          pullrequest: { ...pullrequest, ...change },
        },
      });
    const calls = pages.calls();
    await publish({ title: 'Another title' });
    const after = await pages.get('booking-api/pull-requests');
    expect(pages.calls()).toBe(calls);
    expect(after.body.data.pullRequests).toEqual([
      { ...body.data.pullRequests[0], title: 'Another title' },
      ...body.data.pullRequests.slice(1),
    ]);

    // It lacks a reviewer.
    await publish({ title: 'Incomplete', participants: [] });
    const [first] = (await pages.get('booking-api/pull-requests')).body.data
      .pullRequests;
    expect(first.title).toBe(pullrequest.title);
    expect(pages.calls()).toBe(calls + 1);
  });

  it('explains each part that is missing', async () => {
    await pages.events.publish({
      topic: 'bitbucketCloud.pullrequest:created',
      eventPayload: { repository: { full_name: 'harbour-bikes/booking-api' } },
    });
    pages.stub.faults.add({ path: '/2.0/**', status: 503 });
    const { body, status } = await pages.get('booking-api/overview');
    expect(status).toBe(200);
    expect(body.data.openPullRequests).toMatchObject({
      data: { count: 8 },
      problem: { kind: 'unreachable' },
    });
    expect(body.data.facts.problem).toBeUndefined();
  });

  it('has no answer without any part', async () => {
    expect(await pages.get('not-a-repository/overview')).toMatchObject({
      status: 503,
      body: { problem: { kind: 'gone' } },
    });
  });
});
