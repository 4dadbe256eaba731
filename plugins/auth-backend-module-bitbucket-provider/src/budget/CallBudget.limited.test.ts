import { mockServices } from '@backstage/backend-test-utils';
import { CallBudget } from './CallBudget';
import { callTables } from './__testUtils__/callTables';

const START = Date.UTC(2026, 0, 1, 12, 0, 30);
const SECOND = 1000;
const MINUTE = 60 * SECOND;

let table: Awaited<ReturnType<(typeof callTables)[0]['open']>>;
let clock: { time: number };
let budget: CallBudget;

beforeAll(async () => {
  table = await callTables[0].open();
});
afterAll(() => table?.close());
beforeEach(() => {
  clock = { time: START };
  budget = new CallBudget({
    knex: table.knex,
    consumer: 'key',
    callsPerHour: 100,
    logger: mockServices.logger.mock(),
    now: () => clock.time,
  });
});
afterEach(() => budget.refresh());

describe('after a 429', () => {
  /** Returns how long the share is 1, in milliseconds. */
  function pauseOf(): number {
    const roomAt = budget.roomAt()!;
    const pause = roomAt - clock.time;
    clock.time = roomAt - 1;
    expect(budget.share).toBe(1);
    clock.time = roomAt;
    expect(budget.share).toBe(0);
    expect(budget.roomAt()).toBeUndefined();
    return pause;
  }

  it('pauses 1, 2, 5, 10, 10 minutes, and 1 again after a success', () => {
    const pauses = [1, 2, 3, 4, 5].map(() => {
      budget.limited();
      return pauseOf() / MINUTE;
    });
    expect(pauses).toEqual([1, 2, 5, 10, 10]);
    budget.succeeded();
    budget.limited();
    expect(pauseOf()).toBe(MINUTE);
  });

  it.each([
    [30 * SECOND, 30 * SECOND],
    [0, SECOND],
    [5 * 60 * MINUTE, 60 * MINUTE],
  ])('with Retry-After of %i ms pauses %i ms', (retryAfterMs, pause) => {
    budget.limited(retryAfterMs);
    expect(pauseOf()).toBe(pause);
  });

  it('counts the responses of concurrent requests as one', () => {
    budget.limited();
    budget.limited();
    budget.succeeded();
    budget.limited(10 * SECOND);
    expect(pauseOf()).toBe(MINUTE);
    budget.limited();
    expect(pauseOf()).toBe(2 * MINUTE);
  });

  it('has room only after the pause, and if the hour has room', () => {
    for (let call = 0; call < 150; call++) {
      budget.count();
    }
    budget.limited();
    expect(budget.share).toBe(1.5);
    expect(budget.roomAt()).toBe((Math.floor(START / MINUTE) + 62) * MINUTE);
  });
});
