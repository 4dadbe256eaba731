import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { type Knex } from 'knex';
import { BitbucketCloudError } from '../BitbucketCloudError';
import { openBudgetDatabase } from './openBudgetDatabase';
import { RateBudget } from './RateBudget';

const START = Date.UTC(2026, 0, 1, 12, 0, 30);
const MINUTE = 60_000;

/** A clock that only advances during a wait. */
function createClock() {
  const clock = {
    time: START,
    slept: [] as number[],
    now: () => clock.time,
    sleep: async (milliseconds: number, signal?: AbortSignal) => {
      signal?.throwIfAborted();
      clock.slept.push(milliseconds);
      clock.time += milliseconds;
    },
  };
  return clock;
}

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

async function createDatabase(): Promise<Knex> {
  const knex = await databases.init('SQLITE_3');
  return openBudgetDatabase({ getClient: async () => knex });
}

async function createBudgets(limit: number) {
  const knex = await createDatabase();
  const clock = createClock();
  const lines: string[] = [];
  const logger = mockServices.logger.mock({ warn: line => lines.push(line) });
  const create = (key = 'consumer') =>
    new RateBudget({ knex, key, limit, label: 'Test', logger, clock });
  return { clock, create, knex, lines };
}

const limitedBy = (retryAfterMs?: number) =>
  new BitbucketCloudError('too many', {
    code: 'http',
    status: 429,
    retryAfterMs,
  });

it('permits calls until the limit, then waits and logs until when', async () => {
  const { clock, create, lines } = await createBudgets(3);
  const budget = create();
  for (let call = 0; call < 3; call++) {
    await budget.beforeCall();
    clock.time += MINUTE;
  }
  expect(lines).toEqual([]);

  await budget.beforeCall();
  expect(lines).toEqual([
    "Test: the 3 calls that it can use of Bitbucket's hourly limit are used up; waiting until 2026-01-01T13:01:00.000Z",
  ]);
  expect(budget.calls).toBe(4);

  await budget.beforeCall();
  expect(lines[1]).toContain('waiting until 2026-01-01T13:02:00.000Z');
});

it('never has more than the limit within an hour', async () => {
  const { clock, create } = await createBudgets(50);
  const budget = create();
  const calls: number[] = [];
  for (let call = 0; call < 400; call++) {
    await budget.beforeCall();
    calls.push(clock.time);
    clock.time += (call % 7) * 10_000;
  }
  const most = Math.max(
    ...calls.map(
      start =>
        calls.filter(at => at >= start && at < start + 60 * MINUTE).length,
    ),
  );
  expect(most).toBeGreaterThan(45);
  expect(most).toBeLessThanOrEqual(50);
});

it('counts for all instances, and after a restart', async () => {
  const { create, lines } = await createBudgets(2);
  await create().beforeCall();
  await create().beforeCall();
  await create().beforeCall();
  expect(lines).toHaveLength(1);
  await create('another-consumer').beforeCall();
  expect(lines).toHaveLength(1);
});

it('ignores calls that are older than an hour', async () => {
  const { clock, create, knex } = await createBudgets(2);
  await create().beforeCall();
  clock.time += 61 * MINUTE;
  await create().beforeCall();
  const rows = await knex('bitbucket_cloud_calls');
  expect(rows).toHaveLength(1);
});

it.each([
  ['as long as Bitbucket requires', 90_000, 90_000],
  ['at least one second', 0, 1000],
  ['one minute without a time from Bitbucket', undefined, MINUTE],
])('after a 429 waits %s', async (_, retryAfterMs, expected) => {
  const { clock, create, lines } = await createBudgets(2);
  await create().limited(limitedBy(retryAfterMs));
  expect(clock.slept).toEqual([expected]);
  expect(lines[0]).toContain(
    'Test: Bitbucket allows no more calls for now (429); waiting until 2026-01-01T12:0',
  );
});

it('waits longer each time Bitbucket returns no time', async () => {
  const { clock, create } = await createBudgets(2);
  const budget = create();
  for (let refusal = 0; refusal < 6; refusal++) {
    await budget.limited(limitedBy());
  }
  expect(clock.slept.map(each => each / MINUTE)).toEqual([1, 2, 5, 10, 15, 15]);
});

it('stops waiting when the run is stopped', async () => {
  const knex = await createDatabase();
  const budget = new RateBudget({
    knex,
    key: 'consumer',
    limit: 1,
    label: 'Test',
    logger: mockServices.logger.mock(),
  });
  await budget.beforeCall();
  const stop = new AbortController();
  const waiting = budget.beforeCall(stop.signal);
  stop.abort();
  await expect(waiting).rejects.toThrow();
});
