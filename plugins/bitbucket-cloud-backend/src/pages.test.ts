import {
  type BitbucketEnvironment,
  type BitbucketPipeline,
  type BitbucketPipelineStep,
  type BitbucketPullRequest,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { mockCredentials } from '@backstage/backend-test-utils';
import { startPages } from './__testUtils__/startPages';

let pages: Awaited<ReturnType<typeof startPages>>;

beforeAll(async () => {
  pages = await startPages();
});

afterAll(() => pages.stop());

beforeEach(() => pages.stub.faults.clear());

function firstOf<T>(list: readonly T[], matches: (value: T) => boolean): T {
  const found = list.find(matches);
  if (!found) {
    throw new Error('The sample company has no such value');
  }
  return found;
}

describe('the routes of an entity', () => {
  it('return the open pull requests with their reviewers', async () => {
    const { status, body } = await pages.get('booking-api/pull-requests');
    expect(status).toBe(200);
    expect(body.problem).toBeUndefined();
    expect(Date.now() - Date.parse(body.readAt)).toBeLessThan(60_000);
    const { hasMore, pullRequests } = body.data;
    expect(hasMore).toBe(false);
    expect(
      firstOf<BitbucketPullRequest>(
        pullRequests,
        ({ title }) => title === 'Reject bookings that end before they start',
      ),
    ).toMatchObject({
      repository: 'harbour-bikes/booking-api',
      url: expect.stringMatching(
        /\/harbour-bikes\/booking-api\/pull-requests\/\d+$/,
      ),
      state: 'open',
      author: { name: 'Aiko Tanaka', uuid: expect.stringMatching(/^\{.+\}$/) },
      reviewers: [
        { name: 'Tomas Reyes', review: 'approved' },
        { name: 'Mira Lindqvist', review: 'waiting' },
      ],
      sourceBranch: 'fix/reject-bookings-that-end-before-they-start',
      sourceCommit: expect.stringMatching(/^[0-9a-f]+$/),
      targetBranch: 'main',
      comments: 1,
      tasks: 0,
    });
    expect(
      firstOf<BitbucketPullRequest>(
        pullRequests,
        ({ title }) =>
          title === 'Log the reservation number with every request',
      ),
    ).toMatchObject({ state: 'draft' });
  });

  it('return merged pull requests', async () => {
    const { body } = await pages.get('booking-api/pull-requests?status=merged');
    expect(body.data.pullRequests.length).toBeGreaterThan(0);
    for (const { state } of body.data.pullRequests) {
      expect(state).toBe('merged');
    }
  });

  it('return pipelines, and the steps of a failed one with its tests', async () => {
    const { body } = await pages.get('booking-api/pipelines');
    const failed = firstOf<BitbucketPipeline>(
      body.data,
      ({ state }) => state === 'failed',
    );
    expect(failed).toMatchObject({
      number: expect.any(Number),
      durationSeconds: expect.any(Number),
      url: expect.stringMatching(/\/pipelines\/results\/\d+$/),
    });
    const steps = await pages.get(
      `booking-api/pipelines/${encodeURIComponent(failed.uuid)}/steps`,
    );
    expect(
      firstOf<BitbucketPipelineStep>(
        steps.body.data,
        ({ state }) => state === 'failed',
      ).name,
    ).toEqual(expect.any(String));
  });

  it('return the end of the log of a failed step, which is read once', async () => {
    const { body } = await pages.get('booking-api/pipelines');
    const { uuid } = firstOf<BitbucketPipeline>(
      body.data,
      ({ state }) => state === 'failed',
    );
    const path = `booking-api/pipelines/${encodeURIComponent(uuid)}/steps`;
    const steps = await pages.get(path);
    const step = firstOf<BitbucketPipelineStep>(
      steps.body.data,
      ({ state }) => state === 'failed',
    );
    const logPath = `${path}/${encodeURIComponent(step.uuid)}/log`;
    const calls = pages.calls();
    const log = await pages.get(logPath);
    expect(log).toMatchObject({
      status: 200,
      body: { data: { isFinal: true, text: expect.stringMatching(/fail/i) } },
    });
    expect(await pages.get(logPath)).toEqual(log);
    expect(pages.calls()).toBe(calls + 1);
    const other = encodeURIComponent('{00000000-0000-0000-0000-000000000000}');
    expect((await pages.get(`${path}/${other}/log`)).status).toBe(404);
    expect((await pages.get(`${path}/1/log`)).status).toBe(400);
    expect(pages.calls()).toBe(calls + 1);
  });

  it('respond with 404 to a pipeline that is not one of the latest', async () => {
    await pages.get('booking-api/pipelines');
    const calls = pages.calls();
    const uuid = '%7B00000000-0000-4000-8000-000000000000%7D';
    expect(
      await pages.get(`booking-api/pipelines/${uuid}/steps`),
    ).toMatchObject({
      status: 404,
      body: {
        error: { message: expect.stringContaining('50 latest pipelines') },
      },
    });
    expect(pages.calls()).toBe(calls);
  });

  it('return environments, and what runs there', async () => {
    const { body } = await pages.get('booking-api/environments');
    expect(
      firstOf<BitbucketEnvironment>(
        body.data,
        ({ type }) => type === 'Production',
      ),
    ).toMatchObject({
      current: { state: 'successful', commit: expect.any(String) },
      history: expect.arrayContaining([
        expect.objectContaining({ state: 'successful' }),
      ]),
    });
  });

  it.each([
    ['nothing/pull-requests', 'The catalog has no such entity for you'],
    ['none/pull-requests', /has no repository in a Bitbucket workspace/],
    ['elsewhere/pull-requests', /has no repository in a Bitbucket workspace/],
  ])('respond with 404 to %s', async (path, message) => {
    const calls = pages.calls();
    expect(await pages.get(path)).toMatchObject({
      status: 404,
      body: { error: { message: expect.stringMatching(message) } },
    });
    expect(pages.calls()).toBe(calls);
  });

  it.each([
    'booking-api/pull-requests?status=OPEN,MERGED',
    'booking-api/pull-requests?status=open&status=merged',
    'booking-api/pipelines/..%2f..%2f/steps',
    'booking-api/pipelines/1/steps',
  ])('respond with 400 to %s', async path => {
    expect((await pages.get(path)).status).toBe(400);
  });

  it('require a user', async () => {
    for (const header of [
      mockCredentials.none.header(),
      mockCredentials.service.header(),
    ]) {
      const { status } = await pages.get('booking-api/pull-requests', header);
      expect([401, 403]).toContain(status);
    }
  });

  it('explain that Bitbucket has no such repository, and send no further call', async () => {
    const calls = pages.calls();
    for (let attempt = 0; attempt < 3; attempt += 1) {
      expect(await pages.get('not-a-repository/pull-requests')).toMatchObject({
        status: 503,
        body: {
          problem: {
            kind: 'gone',
            message:
              'Bitbucket has no such repository, or the portal has no access to it.',
          },
        },
      });
    }
    expect(pages.calls()).toBe(calls + 1);
  });

  it('contain no credentials', async () => {
    const { body } = await pages.get('booking-api/pull-requests');
    expect(JSON.stringify(body)).not.toMatch(/not-a-secret|bearer|token/i);
  });
});

describe('an answer', () => {
  const publish = (key: string, repository = 'harbour-bikes/booking-api') =>
    pages.events.publish({
      topic: `bitbucketCloud.${key}`,
      eventPayload: { repository: { full_name: repository } },
    });

  async function callsFor(path: string): Promise<number> {
    const calls = pages.calls();
    await pages.get(path);
    return pages.calls() - calls;
  }

  it('is read again after an event that affects it, and only then', async () => {
    await pages.get('booking-api/pull-requests');
    await pages.get('booking-api/pipelines');
    await publish('repo:push');
    await publish('pullrequest:approved', 'harbour-bikes/booking-web');
    expect(await callsFor('booking-api/pull-requests')).toBe(0);
    await publish('pullrequest:approved');
    expect(await callsFor('booking-api/pull-requests')).toBe(1);
    expect(await callsFor('booking-api/pipelines')).toBe(0);
    await publish('repo:commit_status_updated');
    expect(await callsFor('booking-api/pipelines')).toBe(1);
    expect(await callsFor('booking-api/pull-requests')).toBe(0);
  });

  it('remains during an outage of Bitbucket', async () => {
    const before = await pages.get('booking-api/pull-requests');
    await publish('pullrequest:updated');
    pages.stub.faults.add({ path: '/2.0/**', status: 503 });
    const { status, body } = await pages.get('booking-api/pull-requests');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      data: before.body.data,
      readAt: before.body.readAt,
      problem: { kind: 'unreachable' },
    });
  });
});

describe('the calls of the hour', () => {
  it('are limited; the last answers remain', async () => {
    const limited = await startPages({
      rateLimit: { callsPerHour: 1 },
    });
    expect((await limited.get('booking-api/pull-requests')).status).toBe(200);
    expect(await limited.get('booking-api/pipelines')).toMatchObject({
      status: 503,
      body: { problem: { kind: 'limited' } },
    });
    await limited.stop();
  });
});
