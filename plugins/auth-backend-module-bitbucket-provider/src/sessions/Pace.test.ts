import { Pace } from './Pace';

let time = 1_000_000;
const countOf = (pace: Pace, share: number) => {
  let count = 0;
  while (count < 100 && pace.take(share)) {
    count += 1;
  }
  return count;
};

it.each([
  [0, 10],
  [0.5, 10],
  [0.6, 5],
  [0.64, 3],
  [0.7, 1],
  [1.5, 1],
])('with a share of %d, begins %d checks in five seconds', (share, checks) => {
  const pace = new Pace(() => time);
  expect(countOf(pace, share)).toBe(checks);
  time += 4_999;
  expect(countOf(pace, share)).toBe(0);
  time += 1;
  expect(countOf(pace, share)).toBe(checks);
});

it('continues when the clock is set back', () => {
  const pace = new Pace(() => time);
  expect(countOf(pace, 0)).toBe(10);
  time -= 3_600_000;
  expect(countOf(pace, 0)).toBe(10);
});
