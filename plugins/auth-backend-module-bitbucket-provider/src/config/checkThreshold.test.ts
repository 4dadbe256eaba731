import { checkThreshold } from './checkThreshold';

const HOUR = 60 * 60 * 1000;
const config = { checkAfter: HOUR, checkWithin: 168 * HOUR };
/** The middle of the jitter, and its ends. */
const MIDDLE = '80000000';
const FIRST = '00000000';
const LAST = 'ffffffff';

it.each([
  [0, 1],
  [0.3, 1],
  [0.5, 1],
  [0.6, 84.5],
  [0.7, 168],
  [0.95, 168],
  [1.5, 168],
])('with a share of %d, a session is due after %d hours', (share, hours) => {
  expect(checkThreshold(config, share, MIDDLE) / HOUR).toBeCloseTo(hours, 3);
});

it('spreads sessions by 10 % in both directions', () => {
  expect(checkThreshold(config, 0, FIRST) / HOUR).toBeCloseTo(0.9);
  expect(checkThreshold(config, 0, LAST) / HOUR).toBeCloseTo(1.1);
});

it('is never longer than checkWithin, and exactly that above 70 %', () => {
  expect(checkThreshold(config, 0.69, LAST)).toBe(config.checkWithin);
  expect(checkThreshold(config, 0.7, FIRST)).toBe(config.checkWithin);
});

it('is the same for a session each time', () => {
  const of = () => checkThreshold(config, 0.6, 'c0ffee00aa');
  expect(of()).toBe(of());
});

it('grows with the share', () => {
  const shares = Array.from({ length: 101 }, (_, index) => index / 100);
  const thresholds = shares.map(each => checkThreshold(config, each, MIDDLE));
  expect([...thresholds].sort((one, other) => one - other)).toEqual(thresholds);
});

it('is 0 if each refresh checks', () => {
  expect(checkThreshold({ ...config, checkWithin: 0 }, 0, MIDDLE)).toBe(0);
});
