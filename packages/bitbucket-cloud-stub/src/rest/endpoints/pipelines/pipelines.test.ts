import { HookListener } from '../../../__testUtils__/HookListener';
import { call, send, tokenOf } from '../../../__testUtils__/restClient';
import { createBitbucketCloudStub } from '../../../createBitbucketCloudStub';
import type { BitbucketCloudStub } from '../../../BitbucketCloudStub';

const REPOSITORY = '/repositories/harbour-bikes/price-library';
const ALL = `${REPOSITORY}/pipelines`;
const RUN = {
  target: {
    type: 'pipeline_ref_target',
    ref_type: 'branch',
    ref_name: 'main',
  },
};

describe('pipelines', () => {
  let stub: BitbucketCloudStub;
  let token: string;

  beforeAll(async () => {
    stub = await createBitbucketCloudStub();
    token = await tokenOf(stub, 'mira_lindqvist');
  });

  afterAll(async () => {
    await stub.close();
  });

  const read = (path = '', init?: RequestInit) =>
    call(stub, token, `${ALL}${path}`, init);
  const latestFailed = async () => {
    const { body } = await read('?sort=-created_on&status=FAILED&pagelen=1');
    const { uuid } = body.values[0];
    const steps = await read(`/${uuid}/steps`);
    const failed = steps.body.values.find(
      (each: { state: { result: { name: string } } }) =>
        each.state.result.name === 'FAILED',
    );
    return `/${uuid}/steps/${failed.uuid}`;
  };

  it('are listed from the oldest to the latest, or the other way round', async () => {
    const oldest = await read('?pagelen=1');
    const latest = await read('?pagelen=1&sort=-created_on');

    expect(oldest.body.values[0].build_number).toBe(1);
    expect(latest.body.values[0].build_number).toBe(oldest.body.size);
  });

  it.each([
    ['status=PASSED', 'SUCCESSFUL'],
    ['status=FAILED', 'FAILED'],
  ])('are filtered by %s', async (query, result) => {
    const { body } = await read(`?${query}&pagelen=100`);
    const results = body.values.map(
      (each: { state: { result: { name: string } } }) => each.state.result.name,
    );

    expect(new Set(results)).toEqual(new Set([result]));
  });

  it('reject an unknown order, and are not found by an unknown uuid', async () => {
    expect((await read('?sort=name')).status).toBe(400);
    expect((await read('/{0}')).status).toBe(404);
    expect((await read('/1/steps/{0}')).status).toBe(404);
  });

  it('have a test report with the reasons of failed test cases', async () => {
    const step = await latestFailed();
    const report = await read(`${step}/test_reports`);
    const cases = await read(`${step}/test_reports/test_cases?pagelen=1`);
    const [{ uuid, status }] = cases.body.values;
    const reasons = await read(
      `${step}/test_reports/test_cases/${uuid}/test_case_reasons`,
    );

    expect(report.body).toMatchObject({
      number_of_test_cases: 214,
      number_of_failed_test_cases: 2,
    });
    expect(status).toBe('FAILED');
    expect(reasons.body.values[0].message).toContain('1249');
  });

  it('redirect to the log of a completed step, which needs no token', async () => {
    const { status, headers } = await read(`${await latestFailed()}/log`);
    const location = headers.get('location') ?? '';
    const range = { range: 'bytes=-40' };
    const tail = await fetch(location, { headers: range });
    const withToken = await fetch(location, {
      headers: { authorization: `Bearer ${token}` },
    });
    const forged = await fetch(`${location}0`);

    expect(status).toBe(307);
    expect(new URL(location).hostname).toBe('127.0.0.1');
    expect(tail.status).toBe(206);
    expect(tail.headers.get('content-range')).toMatch(/^bytes \d+-\d+\/\d+$/);
    expect(await tail.text()).toHaveLength(40);
    expect(withToken.status).toBe(400);
    expect(forged.status).toBe(403);
  });

  it('require write access and the scope to start one', async () => {
    const reader = await tokenOf(stub, 'mira_lindqvist', ['pipeline']);
    const other = await tokenOf(stub, 'samferreira');

    expect((await send(stub, reader, ALL, RUN)).status).toBe(403);
    expect((await send(stub, other, ALL, RUN)).status).toBe(403);
    expect((await send(stub, token, ALL, { target: {} })).status).toBe(400);
  });

  it('are started and stopped, and tell the webhooks', async () => {
    const listener = await HookListener.start();
    await send(stub, token, `${REPOSITORY}/hooks`, {
      url: listener.url,
      events: ['repo:commit_status_created', 'repo:commit_status_updated'],
    });
    const { status, body, headers } = await send(stub, token, ALL, RUN);
    const stop = () =>
      read(`/${body.uuid}/stopPipeline`, { method: 'POST', body: '' });
    const stopped = await stop();
    const again = await stop();
    const after = await read(`/${body.uuid}`);
    await stub.deliveries.settled();
    await listener.stop();

    expect(status).toBe(201);
    expect(body).toMatchObject({
      state: { name: 'PENDING' },
      creator: { nickname: 'mira' },
      trigger: { name: 'MANUAL' },
    });
    expect(headers.get('location')).toContain(encodeURIComponent(body.uuid));
    expect([stopped.status, again.status]).toEqual([204, 400]);
    expect(after.body.state.result.name).toBe('STOPPED');
    expect(listener.events).toEqual([
      'repo:commit_status_created',
      'repo:commit_status_updated',
    ]);
    expect(
      listener.payload('repo:commit_status_updated').commit_status,
    ).toMatchObject({ type: 'build', state: 'STOPPED', refname: 'main' });
  });

  it('serve the end of a log of many megabytes quickly', async () => {
    const { body } = await call(
      stub,
      token,
      '/repositories/harbour-bikes/warehouse-models/pipelines?status=PASSED',
    );
    const { uuid } = body.values[0];
    const path = `/repositories/harbour-bikes/warehouse-models/pipelines/${uuid}/steps`;
    const steps = await call(stub, token, path);
    const log = await call(
      stub,
      token,
      `${path}/${steps.body.values[0].uuid}/log`,
    );
    const tail = await fetch(log.headers.get('location') ?? '', {
      headers: { range: 'bytes=-1000' },
    });
    const [, size] = (tail.headers.get('content-range') ?? '').split('/');

    expect(Number(size)).toBeGreaterThan(40_000_000);
    expect((await tail.text()).length).toBe(1000);
  });
});
