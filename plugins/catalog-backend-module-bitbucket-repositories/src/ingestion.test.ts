import { type BitbucketCloudStub } from '@backstage-bitbucket/bitbucket-cloud-stub';
import {
  type BitbucketIngestionResponse,
  type BitbucketIngestionState,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import {
  administrator,
  anonymous,
  permissions,
  user,
} from './__testUtils__/administrators';
import { databases, type TestDatabase } from './__testUtils__/databases';
import {
  repository,
  startRepositories,
  startStub,
  WORKSPACE,
} from './__testUtils__/startRepositories';
import { waitUntil } from './__testUtils__/waitUntil';

let stub: BitbucketCloudStub;
let portals: Awaited<ReturnType<typeof startRepositories>>[] = [];

type Options = Omit<Parameters<typeof startRepositories>[0], 'stub'>;

async function start(options: Options = {}) {
  const portal = await startRepositories({
    stub,
    root: { permission: { enabled: true } },
    features: [permissions],
    ...options,
  });
  portals.push(portal);
  const request = (headers = administrator) =>
    fetch(`${portal.catalogUrl}/bitbucket/ingestion/bitbucketRepositories`, {
      headers,
    });
  return {
    ...portal,
    request,
    state: async (): Promise<BitbucketIngestionState> => {
      const response = await request();
      const { states }: BitbucketIngestionResponse = await response.json();
      expect(states).toHaveLength(1);
      return states[0];
    },
  };
}

afterEach(async () => {
  await Promise.all(portals.map(({ backend }) => backend.stop()));
  portals = [];
  await stub.close();
});

const many = (count: number) =>
  Array.from({ length: count }, (_, index) => repository(index + 1));

describe.each(databases)('with $name', ({ open }) => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await open();
  });
  afterAll(() => database.close());

  it('returns the state of runs to administrators, from all instances', async () => {
    stub = await startStub([repository(1), repository(2, { files: {} })]);
    const { knex } = database;
    const first = await start({ knex });
    const second = await start({ knex });
    expect(await second.state()).toMatchObject({
      provider: 'bitbucketRepositories',
      id: 'main',
      workspace: WORKSPACE,
      isManual: false,
      budget: { used: 0, limit: 1000, limitOfRuns: 800 },
      problems: [],
      problemCount: 0,
    });

    await first.run();
    const succeeded = await second.state();
    expect(succeeded).toMatchObject({
      budget: { used: 3 },
      lastRun: { result: 'succeeded', calls: 3, counts: { found: 2, read: 2 } },
    });
    expect(succeeded).not.toHaveProperty('lastSuccess');
    expect(Object.keys(succeeded.lastRun!.counts)).toEqual([
      'found',
      'read',
      'unchanged',
      'without a file',
      'invalid',
      'added',
      'changed',
      'removed',
      'held back',
    ]);

    stub.faults.add({ path: '/2.0/repositories/*', status: 403 });
    await first.run().catch(() => {});
    const failed = await second.state();
    expect(failed.lastRun).toMatchObject({
      result: 'failed',
      failure: expect.stringContaining('the scope or the role is missing'),
    });
    expect(failed.lastSuccess).toEqual(succeeded.lastRun);
  });

  it('shows the time limit of a run whose process was killed as the next start', async () => {
    stub = await startStub([]);
    const { knex } = database;
    const portal = await start({ knex, hasRealScheduler: true });
    const tasks = () => knex('backstage_backend_tasks__tasks');
    await waitUntil(
      async () => (await tasks().whereLike('id', '%:main:refresh')).length > 0,
    );
    await tasks().update({
      next_run_start_at: '2026-01-01 10:00:00',
      current_run_ticket: 'of a killed process',
      current_run_expires_at: '2026-01-01 13:00:00',
    });
    expect((await portal.state()).nextRunAt).toBe('2026-01-01T13:00:00.000Z');
  });
});

it('rejects other users, and all users of a portal without permissions', async () => {
  stub = await startStub([]);
  const portal = await start();
  expect((await portal.request(anonymous)).status).toBe(401);
  const refused = await portal.request(user);
  expect(refused.status).toBe(403);
  expect(await refused.text()).toContain('Only an administrator');
  const open = await start({ root: {} });
  expect((await open.request()).status).toBe(403);
});

it('shows when the next run starts', async () => {
  stub = await startStub([]);
  const before = Date.now();
  const portal = await start({
    hasRealScheduler: true,
    config: {
      schedule: {
        frequency: { hours: 2 },
        timeout: { minutes: 5 },
        initialDelay: { minutes: 30 },
      },
    },
  });
  await waitUntil(async () => (await portal.state()).nextRunAt !== undefined);
  const { nextRunAt } = await portal.state();
  const minutes = (Date.parse(nextRunAt!) - before) / 60_000;
  expect(minutes).toBeGreaterThan(29);
  expect(minutes).toBeLessThan(32);
});

it('shows a run that is under way', async () => {
  stub = await startStub(many(2));
  const portal = await start();
  const { id } = stub.faults.add({ path: '/2.0/repositories/*', latency: 500 });
  const running = portal.run();
  while (stub.faults.list().find(each => each.id === id)!.hits === 0) {
    await new Promise(resolve => setImmediate(resolve));
  }
  expect(await portal.state()).toHaveProperty('runningSince');
  await running;
  expect(await portal.state()).not.toHaveProperty('runningSince');
});

it('shows repositories that cannot be read until they can', async () => {
  stub = await startStub(many(2));
  const portal = await start();
  const path = '/2.0/repositories/*/*000000000001*/src/**';
  stub.faults.add({ path, status: 500 });
  await portal.run();
  const { problems } = await portal.state();
  expect(problems).toEqual([
    {
      subject: `${WORKSPACE}/repo-1`,
      url: `https://bitbucket.org/${WORKSPACE}/repo-1`,
      message: expect.stringContaining('could not be read'),
      since: expect.any(String),
    },
  ]);
  await portal.run();
  expect((await portal.state()).problems).toEqual(problems);
  stub.faults.clear();
  await portal.run();
  expect((await portal.state()).problems).toEqual([]);
});

it('shows what the shrink guard held back', async () => {
  stub = await startStub(many(12));
  const portal = await start();
  await portal.run();
  stub = await startStub([], stub);
  await portal.run();
  expect(await portal.state()).toMatchObject({
    lastRun: { counts: { 'held back': 12 } },
    problems: [
      {
        subject: WORKSPACE,
        message: expect.stringContaining('12 of 12 catalog files are missing'),
      },
    ],
  });
});
