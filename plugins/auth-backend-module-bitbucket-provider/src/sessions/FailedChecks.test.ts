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

it('pauses nothing after the clock was set back', () => {
  const { clock, failed } = create();
  failed.add('one');
  clock.time -= 1;
  expect(failed.retryAt('one', true)).toBeUndefined();
});

it('remembers the last 10,000 sessions', () => {
  const { failed } = create();
  for (let session = 0; session <= 10_000; session++) {
    failed.add(`${session}`);
  }
  expect(failed.retryAt('0', true)).toBeUndefined();
  expect(failed.retryAt('1', true)).toBeDefined();
});
