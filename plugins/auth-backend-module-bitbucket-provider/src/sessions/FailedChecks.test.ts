import { FailedChecks } from './FailedChecks';

const MINUTE = 60_000;
const START = 1_800_000_000_000;

function create() {
  const clock = { time: START };
  return { clock, failed: new FailedChecks(() => clock.time) };
}

it.each([
  ['can wait', true, 10 * MINUTE],
  ['cannot wait', false, MINUTE],
])('pauses a session that %s', (_, canWait, pause) => {
  const { clock, failed } = create();
  failed.add('one');
  expect(failed.retryAt('one', canWait)).toBe(START + pause);
  expect(failed.retryAt('other', canWait)).toBeUndefined();
  clock.time += pause;
  expect(failed.retryAt('one', canWait)).toBeUndefined();
});

it.each([true, false])(
  'pauses a session for longer after each consecutive outage, whether it can wait or not (%p)',
  canWait => {
    const { clock, failed } = create();
    for (const seconds of [5, 10, 20, 40, 60, 60]) {
      failed.addOutage('one');
      const retryAt = clock.time + seconds * 1_000;
      expect(failed.retryAt('one', canWait)).toBe(retryAt);
      clock.time = retryAt;
      expect(failed.retryAt('one', canWait)).toBeUndefined();
    }
    failed.clear('one');
    failed.addOutage('one');
    expect(failed.retryAt('one', canWait)).toBe(clock.time + 5_000);
  },
);

it('pauses nothing after the clock was set back', () => {
  const { clock, failed } = create();
  failed.add('one');
  clock.time -= 1;
  expect(failed.retryAt('one', true)).toBeUndefined();
});

it('stores the last 10,000 sessions', () => {
  const { failed } = create();
  for (let session = 0; session <= 10_000; session++) {
    failed.add(`${session}`);
  }
  expect(failed.retryAt('0', true)).toBeUndefined();
  expect(failed.retryAt('1', true)).toBeDefined();
});
