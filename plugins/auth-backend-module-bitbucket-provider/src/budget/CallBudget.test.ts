import { mockServices } from '@backstage/backend-test-utils';
import { createHash } from 'node:crypto';
import { CallBudget } from './CallBudget';
import { callTables } from './__testUtils__/callTables';

const TABLE = 'bitbucket_auth_calls';
const START = Date.UTC(2026, 0, 1, 12, 0, 30);
const SECOND = 1000;
const MINUTE = 60 * SECOND;

jest.setTimeout(30_000);

describe.each(callTables)('CallBudget on $name', ({ open }) => {
  let table: Awaited<ReturnType<typeof open>>;
  let clock: { time: number };
  let lines: string[];
  let budgets: CallBudget[];

  beforeAll(async () => {
    table = await open();
  });
  afterAll(() => table?.close());
  beforeEach(async () => {
    await table.knex(TABLE).delete();
    clock = { time: START };
    lines = [];
    budgets = [];
  });
  afterEach(async () => {
    // Prevents background work during the next test.
    await Promise.all(budgets.map(budget => budget.refresh()));
  });

  /** @param options - `skew`: how far the clock of this instance is ahead */
  function create(
    options: { consumer?: string; callsPerHour?: number; skew?: number } = {},
  ) {
    const { consumer = 'key', callsPerHour = 100, skew = 0 } = options;
    const log = (line: string) => lines.push(line);
    const budget = new CallBudget({
      knex: table.knex,
      consumer,
      callsPerHour,
      logger: mockServices.logger.mock({ warn: log, info: log }),
      now: () => clock.time + skew,
    });
    budgets.push(budget);
    return budget;
  }

  function count(budget: CallBudget, calls: number) {
    for (let call = 0; call < calls; call++) {
      budget.count();
    }
  }

  /** Returns the rows, without the hash. */
  async function rows(): Promise<number[][]> {
    const found = await table.knex(TABLE).orderBy(['minute']);
    return found.map(row => [Number(row.minute), row.calls]);
  }

  const minuteOf = (time: number) => Math.floor(time / MINUTE);

  /** Removes the table while `work` runs. */
  async function withoutTable(work: () => Promise<void>) {
    await table.knex.schema.renameTable(TABLE, 'elsewhere');
    try {
      await work();
    } finally {
      await table.knex.schema.renameTable('elsewhere', TABLE);
    }
  }

  it('counts immediately, and writes one row per minute', async () => {
    const budget = create();
    expect(budget.share).toBe(0);
    count(budget, 30);
    expect(budget.share).toBe(0.3);
    await budget.refresh();
    expect(budget.share).toBe(0.3);

    clock.time += MINUTE;
    count(budget, 5);
    await budget.refresh();
    expect(budget.share).toBe(0.35);
    expect(await rows()).toEqual([
      [minuteOf(START), 30],
      [minuteOf(START) + 1, 5],
    ]);
  });

  it('stores only a hash of the client ID, and counts each consumer separately', async () => {
    const budget = create({ consumer: 'one' });
    const other = create({ consumer: 'two' });
    count(budget, 3);
    await budget.refresh();
    const [row] = await table.knex(TABLE);
    expect(row.consumer_hash).toBe(
      createHash('sha256').update('one').digest('hex'),
    );
    await other.refresh();
    expect(other.share).toBe(0);
  });

  it('adds up the calls of concurrent instances', async () => {
    const instances = [create(), create(), create()];
    await Promise.all(
      instances.map(async instance => {
        for (let call = 0; call < 20; call++) {
          instance.count();
          await Promise.resolve();
          if (call % 7 === 0) {
            await instance.refresh();
          }
        }
      }),
    );
    await Promise.all(instances.map(instance => instance.refresh()));
    await instances[0].refresh();
    expect(instances[0].share).toBe(0.6);
    expect(await rows()).toEqual([[minuteOf(START), 60]]);
  });

  it('reads the calls of other instances at most every 5 s, in the background', async () => {
    const budget = create();
    const other = create();
    await budget.refresh();
    count(other, 10);
    await other.refresh();

    const select = jest.fn();
    table.knex.on('query', ({ sql }) => sql.startsWith('select') && select());
    clock.time += 4.9 * SECOND;
    expect(budget.share).toBe(0);
    clock.time += 0.1 * SECOND;
    for (let ask = 0; ask < 10; ask++) {
      expect(budget.share).toBe(0);
    }
    while (budget.share === 0) {
      await new Promise(setImmediate);
    }
    expect(budget.share).toBe(0.1);
    expect(select).toHaveBeenCalledTimes(1);
    table.knex.removeAllListeners('query');
  });

  it('keeps the calls of an hour, even if all were made in its first second', async () => {
    const budget = create();
    clock.time = Math.ceil(START / MINUTE) * MINUTE - 1;
    const calledAt = clock.time;
    count(budget, 100);
    await budget.refresh();
    for (const time of [0, 30 * MINUTE, 59 * MINUTE, 60 * MINUTE]) {
      clock.time = calledAt + time;
      expect(budget.share).toBe(1);
      expect(budget.roomAt()).toBeGreaterThan(calledAt + 60 * MINUTE);
    }
    clock.time = calledAt + 62 * MINUTE;
    expect(budget.share).toBe(0);
    expect(budget.roomAt()).toBeUndefined();
  });

  it.each([-60, 0, 60])(
    'never has room for more than the limit in an hour (clock of the other instance: %i s)',
    async seconds => {
      const instances = [0, seconds * SECOND].map(skew =>
        create({ callsPerHour: 20, skew }),
      );
      const calls: number[] = [];
      let most = 0;
      for (let step = 0; step < 200; step++) {
        const instance = instances[step % 2];
        await instance.refresh();
        const roomAt = instance.roomAt();
        if (roomAt === undefined) {
          calls.push(clock.time);
          instance.count();
          await instance.refresh();
          const since = clock.time - 60 * MINUTE;
          most = Math.max(most, calls.filter(time => time > since).length);
        }
        clock.time += (step % 7) * 12 * SECOND;
      }
      expect(most).toBe(20);
    },
  );

  it('returns the time when there is room', async () => {
    const budget = create();
    count(budget, 40);
    clock.time += 10 * MINUTE;
    count(budget, 59);
    expect(budget.roomAt()).toBeUndefined();
    count(budget, 1);
    const roomAt = (minuteOf(START) + 62) * MINUTE;
    expect(budget.roomAt()).toBe(roomAt);
    count(budget, 40);
    expect(budget.roomAt()).toBe(roomAt + 10 * MINUTE);
    await budget.refresh();
    expect(budget.roomAt()).toBe(roomAt + 10 * MINUTE);
    clock.time = roomAt + 10 * MINUTE;
    expect(budget.roomAt()).toBeUndefined();
  });

  it('has no room for calls that are reserved', () => {
    const budget = create({ callsPerHour: 10 });
    count(budget, 4);
    expect(budget.roomAt(6)).toBeUndefined();
    const giveBack = budget.reserve(3);
    expect(budget.roomAt(3)).toBeUndefined();
    expect(budget.roomAt(4)).toBe((minuteOf(START) + 62) * MINUTE);
    expect(budget.share).toBe(0.4);
    giveBack();
    expect(budget.roomAt(6)).toBeUndefined();
  });

  it('returns a time in a moment if only reserved calls use the room', () => {
    const budget = create({ callsPerHour: 10 });
    budget.reserve(9);
    expect(budget.roomAt(3)).toBe(START + SECOND);
  });

  it('keeps the calls of an outage, writes them later, and logs the outage once', async () => {
    const budget = create();
    count(budget, 10);
    await budget.refresh();
    await withoutTable(async () => {
      for (let minute = 0; minute < 3; minute++) {
        clock.time += MINUTE;
        count(budget, 5);
        await budget.refresh();
        expect(budget.share).toBe(0.15 + minute * 0.05);
      }
    });
    expect(lines).toEqual([
      expect.stringContaining('cannot be written to the database'),
      expect.stringContaining('cannot be read from the database'),
    ]);

    budget.count();
    await budget.refresh();
    expect(budget.share).toBe(0.26);
    const minute = minuteOf(START);
    expect(await rows()).toEqual([
      [minute, 10],
      [minute + 1, 5],
      [minute + 2, 5],
      [minute + 3, 6],
    ]);
    expect(lines.slice(2)).toEqual([
      expect.stringContaining('can be written to the database again'),
      expect.stringContaining('can be read from the database again'),
    ]);

    await withoutTable(() => budget.refresh());
    expect(lines).toHaveLength(5);
  });

  it('writes the calls of an outage even if no other call follows', async () => {
    const budget = create();
    await withoutTable(async () => {
      count(budget, 3);
      await budget.refresh();
    });
    clock.time += 5 * SECOND;
    expect(budget.share).toBe(0.03);
    await budget.refresh();
    expect(await rows()).toEqual([[minuteOf(START), 3]]);
  });

  it('deletes rows older than 2 hours, of any consumer', async () => {
    const former = create({ consumer: 'former' });
    former.count();
    await former.refresh();
    const budget = create();
    for (const hours of [0, 1, 2.5]) {
      clock.time = START + hours * 60 * MINUTE;
      budget.count();
      await budget.refresh();
    }
    expect(await rows()).toEqual([
      [minuteOf(START) + 60, 1],
      [minuteOf(START) + 150, 1],
    ]);
  });

  it('ignores rows of an instance whose clock is hours ahead', async () => {
    const ahead = create({ skew: 5 * 60 * MINUTE });
    ahead.count();
    await ahead.refresh();
    const budget = create();
    await budget.refresh();
    expect(budget.share).toBe(0);
  });
});
