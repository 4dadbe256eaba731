import { FailureLimit } from './FailureLimit';

const MINUTE = 60_000;

function create(max = 3) {
  const clock = { time: Date.UTC(2026, 0, 1) };
  const now = () => clock.time;
  return {
    clock,
    limit: new FailureLimit({ max, windowMs: 10 * MINUTE, now }),
  };
}

function fail(limit: FailureLimit, address: string | undefined, times = 3) {
  for (let time = 0; time < times; time++) {
    limit.failed(address);
  }
}

it('is over after so many failures', () => {
  const { limit } = create();
  expect(limit.isOver('192.0.2.1')).toBe(false);
  fail(limit, '192.0.2.1', 2);
  expect(limit.isOver('192.0.2.1')).toBe(false);
  fail(limit, '192.0.2.1', 1);
  expect(limit.isOver('192.0.2.1')).toBe(true);
  expect(limit.isOver('192.0.2.2')).toBe(false);
});

it('counts the failures of any window, not of fixed ones', () => {
  const { clock, limit } = create();
  for (let minutes = 0; minutes < 40; minutes += 4) {
    limit.failed('192.0.2.1');
    expect(limit.isOver('192.0.2.1')).toBe(minutes >= 8);
    clock.time += 4 * MINUTE;
  }
  // The last three were 4, 8 and 12 minutes ago.
  expect(limit.isOver('192.0.2.1')).toBe(false);
});

it('is over until the window has passed', () => {
  const { clock, limit } = create();
  fail(limit, '192.0.2.1');
  clock.time += 10 * MINUTE - 1;
  expect(limit.isOver('192.0.2.1')).toBe(true);
  clock.time += 1;
  expect(limit.isOver('192.0.2.1')).toBe(false);
});

it.each<[string | undefined, string | undefined, boolean]>([
  ['192.0.2.1', '::ffff:192.0.2.1', true],
  ['192.0.2.1', '::ffff:c000:0201', true],
  ['::ffff:192.0.2.1', '::ffff:192.0.2.2', false],
  ['2001:db8:1:2a00::1', '2001:0DB8:0001:2aff:1:2:3:4', true],
  ['2001:db8:1:2a00::1', '2001:db8:1:2b00::1', false],
  ['2001:db8::1', '2001:db8:0:ff::', true],
  ['::1', '::2', true],
  ['fe80::1%eth0', 'fe80::1', true],
  ['fe80::1', '2001:db8::1', false],
  [undefined, 'no address', true],
  [undefined, '192.0.2.1', false],
])('%p and %p have the same limit: %p', (one, other, same) => {
  const { limit } = create();
  fail(limit, one);
  expect(limit.isOver(one)).toBe(true);
  expect(limit.isOver(other)).toBe(same);
});

it('keeps 10,000 addresses, those that failed last', () => {
  const { limit } = create(1);
  const address = (index: number) => `10.0.${index >> 8}.${index & 255}`;
  for (let index = 0; index < 10_000; index++) {
    limit.failed(address(index));
  }
  limit.failed(address(0));
  limit.failed('192.0.2.1');
  expect(limit.isOver(address(0))).toBe(true);
  expect(limit.isOver(address(1))).toBe(false);
  expect(limit.isOver(address(2))).toBe(true);
  expect(limit.isOver('192.0.2.1')).toBe(true);
});
