import { HookListener } from '../__testUtils__/HookListener';
import { quietSeed } from '../__testUtils__/quietSeed';
import { call, send, tokenOf } from '../__testUtils__/restClient';
import { createBitbucketCloudStub } from '../createBitbucketCloudStub';
import type { BitbucketCloudStub } from '../BitbucketCloudStub';

const REPOSITORY = '/repositories/harbour-bikes/booking-api';

describe('the work of the company', () => {
  let stub: BitbucketCloudStub;
  let token: string;
  let listener: HookListener;

  beforeEach(async () => {
    stub = await createBitbucketCloudStub({ seed: quietSeed() });
    token = await tokenOf(stub, 'mira_lindqvist');
    listener = await HookListener.start();
    await send(stub, token, `${REPOSITORY}/hooks`, {
      url: listener.url,
      events: [
        'pullrequest:created',
        'pullrequest:updated',
        'pullrequest:approved',
        'pullrequest:unapproved',
        'pullrequest:changes_request_created',
        'pullrequest:comment_created',
        'pullrequest:fulfilled',
        'pullrequest:rejected',
        'repo:commit_status_created',
        'repo:commit_status_updated',
      ],
    });
  });

  afterEach(async () => {
    await stub.close();
    await listener.stop();
  });

  const control = (path: string, body: object) =>
    fetch(`${stub.url}/_stub/${path}`, {
      method: 'POST',
      headers: { 'X-Stub-Control': '1' },
      body: JSON.stringify(body),
    });
  const open = () =>
    control('pull-requests/harbour-bikes/booking-api', {
      title: 'Check the tariff',
      branch: 'feature/tariff',
      files: { 'tariff.md': 'new' },
      by: 'treyes',
      reviewers: ['nadia-h'],
    });
  const move = (action: string, by = 'nadia-h') =>
    control('pull-requests/harbour-bikes/booking-api/1', { action, by });

  it('moves a pull request from its creation to its merge', async () => {
    const opened = await open();
    await move('comment');
    await move('request-changes');
    await stub.push('harbour-bikes', 'booking-api', {
      branch: 'feature/tariff',
      files: { 'tariff.md': 'better' },
    });
    await move('approve');
    await move('unapprove');
    await move('approve');
    const merged = await (await move('merge')).json();
    await stub.deliveries.settled();

    expect(await opened.json()).toMatchObject({
      id: 1,
      author: { nickname: 'tomas' },
      participants: [{ user: { nickname: 'nadia' }, state: null }],
    });
    expect(merged).toMatchObject({
      state: 'MERGED',
      comment_count: 1,
      participants: [{ state: 'approved', approved: true }],
    });
    expect(new Set(listener.events)).toEqual(
      new Set([
        'pullrequest:created',
        'pullrequest:comment_created',
        'pullrequest:changes_request_created',
        'pullrequest:updated',
        'pullrequest:approved',
        'pullrequest:unapproved',
        'pullrequest:fulfilled',
      ]),
    );
    expect(listener.payload('pullrequest:approved')).toMatchObject({
      actor: { nickname: 'nadia' },
      approval: { user: { nickname: 'nadia' }, date: expect.any(String) },
      pullrequest: { id: 1 },
    });
    expect(
      listener.payload('pullrequest:changes_request_created').changes_request,
    ).toMatchObject({ user: { nickname: 'nadia' } });
    expect(
      listener.payload('pullrequest:comment_created').comment.content.raw,
    ).toBe('Thanks!');
  });

  it('shows everything in the activity of the pull request', async () => {
    await open();
    await move('comment');
    await move('approve');
    await move('decline');
    const path = `${REPOSITORY}/pullrequests/1/activity`;
    const { body } = await call(stub, token, path);
    const kinds = body.values.flatMap((each: object) =>
      Object.keys(each).filter(key => key !== 'pull_request'),
    );

    expect(kinds.sort()).toEqual(['approval', 'comment', 'update', 'update']);
  });

  it('fails a pipeline with a log and a test report, and shows it at the pull request', async () => {
    await open();
    const run = await control('pipelines/harbour-bikes/booking-api', {
      branch: 'feature/tariff',
    });
    const { build_number: number } = await run.json();
    stub.clock.advance(90_000);
    const ended = await control(
      `pipelines/harbour-bikes/booking-api/${number}`,
      {
        result: 'FAILED',
        log: 'It broke.\n',
        tests: {
          total: 3,
          suites: ['a.B'],
          failing: [{ name: 'c', suite: 'a.B', message: 'no' }],
        },
      },
    );
    const { uuid, duration_in_seconds: duration } = await ended.json();
    const steps = await call(
      stub,
      token,
      `${REPOSITORY}/pipelines/${uuid}/steps`,
    );
    const step = `${REPOSITORY}/pipelines/${uuid}/steps/${steps.body.values[0].uuid}`;
    const log = await call(stub, token, `${step}/log`);
    const text = await fetch(log.headers.get('location') ?? '');
    const report = await call(stub, token, `${step}/test_reports`);
    const statuses = await call(
      stub,
      token,
      `${REPOSITORY}/pullrequests/1/statuses`,
    );
    await stub.deliveries.settled();

    expect(duration).toBe(90);
    expect(await text.text()).toBe('It broke.\n');
    expect(report.body.number_of_failed_test_cases).toBe(1);
    expect(statuses.body.values[0].state).toBe('FAILED');
    expect(listener.events).toContain('repo:commit_status_updated');
  });

  it('deploys to an environment', async () => {
    const body = { environment: 'Production', by: 'treyes' };
    await control('deployments/harbour-bikes/booking-api', body);
    const unknown = await control('deployments/harbour-bikes/booking-api', {
      environment: 'Moon',
    });
    const list = await call(stub, token, `${REPOSITORY}/deployments`);

    expect(list.body.values).toMatchObject([
      {
        state: {
          name: 'COMPLETED',
          status: { name: 'SUCCESSFUL' },
          deployer: { nickname: 'tomas' },
        },
        release: { name: '#1' },
      },
    ]);
    expect(unknown.status).toBe(400);
  });

  it.each([
    ['pull-requests/harbour-bikes/none', { title: 'x', branch: 'x' }],
    ['pull-requests/harbour-bikes/booking-api', { title: 'x', branch: 'none' }],
    ['pull-requests/harbour-bikes/booking-api/7', { action: 'merge' }],
    ['pipelines/harbour-bikes/booking-api', { branch: 'none' }],
    ['pipelines/harbour-bikes/booking-api/7', { result: 'FAILED' }],
    ['pipelines/harbour-bikes/booking-api/7', { result: 'GREEN' }],
  ])('rejects %s with %j', async (path, body) => {
    expect((await control(path, body)).status).toBe(400);
  });

  it('is undone by a snapshot and by a reset', async () => {
    const before = stub.snapshot();
    await open();
    stub.runPipeline('harbour-bikes', 'booking-api', {});
    const sizes = async () =>
      Promise.all(
        ['pullrequests', 'pipelines'].map(
          async kind =>
            (await call(stub, token, `${REPOSITORY}/${kind}`)).body.size,
        ),
      );
    const during = await sizes();
    stub.restore(before);
    const after = await sizes();

    expect(during).toEqual([1, 1]);
    expect(after).toEqual([0, 0]);
  });
});
