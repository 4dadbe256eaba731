import { mockServices } from '@backstage/backend-test-utils';
import { databases } from '../__testUtils__/databases';
import { createRow } from '../__testUtils__/sessionRows';
import { createStores } from '../sessions/createStores';
import { type DatabaseAnswers, DatabaseGuard } from './DatabaseGuard';
import { migrate } from './migrate';

const HOUR = 60 * 60 * 1000;
let time = 1_800_000_000_000;
let guard: DatabaseGuard;
let logger: ReturnType<typeof mockServices.logger.mock>;

beforeEach(() => {
  logger = mockServices.logger.mock();
  guard = new DatabaseGuard({ logger, now: () => time });
});

const fail = (error: Error = new Error('connect ECONNREFUSED')) =>
  guard.run(async () => {
    throw error;
  });
const succeed = () => guard.run(async () => 'row');

async function open() {
  for (let count = 1; count <= 3; count++) {
    await expect(fail()).rejects.toMatchObject({
      name: 'ServiceUnavailableError',
    });
  }
}

it('rejects queries for five seconds after three consecutive failures', async () => {
  await open();
  await expect(succeed()).rejects.toMatchObject({
    retryAfterSeconds: 5,
    // A sign-in does not continue automatically.
    message: expect.stringContaining('try again in a minute'),
  });
  time += 5_000;
  expect(await succeed()).toBe('row');
  expect(await succeed()).toBe('row');
});

it('then tries one query at a time', async () => {
  await open();
  time += 5_000;
  let answer = () => {};
  const trial = guard.run(
    () =>
      new Promise<void>(resolve => {
        answer = resolve;
      }),
  );
  await expect(succeed()).rejects.toMatchObject({ retryAfterSeconds: 1 });
  answer();
  await trial;
  expect(await succeed()).toBe('row');
});

it('rejects them again after a failed trial', async () => {
  await open();
  time += 5_000;
  await expect(fail()).rejects.toThrow();
  await expect(succeed()).rejects.toMatchObject({ retryAfterSeconds: 5 });
});

it('does not reject them for longer when the clock is set back', async () => {
  await open();
  time -= HOUR;
  await expect(succeed()).rejects.toMatchObject({ retryAfterSeconds: 5 });
  time += 5_000;
  expect(await succeed()).toBe('row');
});

it.each(['22001', '22021', '23505', 'SQLITE_CONSTRAINT_UNIQUE'])(
  'treats the error %s as an error of the query',
  async code => {
    for (let count = 1; count <= 4; count++) {
      await expect(
        fail(Object.assign(new Error('rejected'), { code })),
      ).rejects.toThrow();
    }
    expect(await succeed()).toBe('row');
    expect(logger.error).not.toHaveBeenCalled();
  },
);

describe('a query that takes too long', () => {
  let ticks: Array<() => void>;
  let answers: DatabaseAnswers;
  const create = () =>
    new DatabaseGuard({
      logger,
      now: () => time,
      answers,
      waitForTick: () => new Promise(resolve => ticks.push(resolve)),
    });
  beforeEach(() => {
    ticks = [];
    answers = { count: 0 };
    guard = create();
  });

  /** Advances the time by half a second, or by more if the process stands still. */
  async function tick(ms = 500) {
    time += ms;
    ticks.splice(0).forEach(resolve => resolve());
    await new Promise(setImmediate);
    await new Promise(setImmediate);
  }

  /** Begins three queries that get no response, and records which are rejected. */
  function hang() {
    const refused: number[] = [];
    for (const index of [0, 1, 2]) {
      guard.run(() => new Promise(() => {})).catch(() => refused.push(index));
    }
    return refused;
  }

  it('is a failure after two seconds without any response', async () => {
    const refused = hang();
    await tick();
    await tick();
    await tick();
    expect(refused).toHaveLength(0);
    await tick();
    expect(refused).toHaveLength(3);
    await expect(succeed()).rejects.toMatchObject({ retryAfterSeconds: 5 });
  });

  it.each([
    ['this guard', () => guard],
    ['another guard of the database', create],
  ])(
    'does not count as a failure while the database responds to queries of %s, for up to ten seconds',
    async (_, getOther) => {
      const other = getOther();
      const refused = hang();
      for (let count = 1; count <= 19; count++) {
        await tick();
        await other.run(async () => 'row');
      }
      expect(refused).toHaveLength(0);
      await tick();
      expect(refused).toHaveLength(3);
      expect(await succeed()).toBe('row');
      expect(logger.error).not.toHaveBeenCalled();
    },
  );

  it('does not count as a failure if the process stood still', async () => {
    const refused = hang();
    await tick(9_000);
    expect(refused).toHaveLength(0);
    for (let count = 2; count <= 4; count++) {
      await tick();
    }
    expect(refused).toHaveLength(3);
    expect(await succeed()).toBe('row');
    expect(logger.error).not.toHaveBeenCalled();
  });
});

it('otherwise treats the time limit of Knex as a failure', async () => {
  const late = Object.assign(new Error('Defined query timeout'), {
    name: 'KnexTimeoutError',
  });
  for (let count = 1; count <= 3; count++) {
    await expect(fail(late)).rejects.toThrow();
  }
  await expect(succeed()).rejects.toMatchObject({ retryAfterSeconds: 5 });
});

it('accepts queries immediately when an earlier query gets a response', async () => {
  let answer = () => {};
  const running = guard.run(
    () =>
      new Promise<void>(resolve => {
        answer = resolve;
      }),
  );
  await open();
  answer();
  await running;
  expect(await succeed()).toBe('row');
});

it('writes no values to the log', async () => {
  await expect(
    fail(new Error("update `sessions` set `payload` = 'v1.s3cret' - no table")),
  ).rejects.toThrow();
  expect(JSON.stringify(logger.error.mock.calls)).toContain('no table');
  expect(JSON.stringify(logger.error.mock.calls)).not.toContain('s3cret');
});

it.each(databases)(
  'continues after values that $name does not accept',
  async ({ open: openDatabase }) => {
    const database = await openDatabase();
    const { store } = createStores(
      await migrate(database.service),
      mockServices.logger.mock(),
    ).sessions;
    const row = createRow({ expiresAt: Date.now() + HOUR });
    await store.create(row);
    for (let count = 1; count <= 4; count++) {
      await store.list({ userEntityRef: 'user:default/\0' }).catch(() => {});
      await store.create(row).catch(() => {});
    }
    expect(await store.find(row.idHash)).toBeDefined();
    await database.close();
  },
  60_000,
);
