import { Pause } from './Pause';

let time = 1_000_000;
const pause = new Pause(() => time);

it('ends after its time', () => {
  expect(pause.until()).toBeUndefined();
  pause.begin(5_000);
  expect(pause.until()).toBe(time + 5_000);
  time += 4_999;
  expect(pause.leftMs()).toBe(1);
  time += 1;
  expect(pause.leftMs()).toBe(0);
  expect(pause.until()).toBeUndefined();
});

it('is not shortened by another pause', () => {
  pause.begin(5_000);
  pause.begin(1_000);
  expect(pause.leftMs()).toBe(5_000);
  pause.begin(9_000);
  expect(pause.leftMs()).toBe(9_000);
  pause.end();
  expect(pause.leftMs()).toBe(0);
});

it('does not become longer when the clock is set back', () => {
  pause.begin(5_000);
  time -= 3_600_000;
  expect(pause.leftMs()).toBe(5_000);
  time += 5_000;
  expect(pause.leftMs()).toBe(0);
});
