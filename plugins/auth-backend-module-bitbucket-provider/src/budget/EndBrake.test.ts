import { EndBrake } from './EndBrake';

const MINUTE = 60_000;

function create() {
  const clock = { time: Date.UTC(2026, 0, 1) };
  const brake = new EndBrake({ now: () => clock.time });
  /**
   * Reports the given number of checks, of which the last ones end their sessions. Returns how many
   * sessions are permitted to end.
   */
  const report = (checks: number, ends: number) => {
    let ended = 0;
    for (let check = 1; check <= checks; check++) {
      brake.checked();
      if (check > checks - ends) {
        ended += Number(brake.mayEnd());
        brake.ended();
      }
    }
    return ended;
  };
  return { brake, clock, report };
}

it.each([
  ['the first 10, whatever their share', 10, 10, 10],
  ['not the eleventh of 11', 11, 11, 10],
  ['not the eleventh of 54', 54, 11, 10],
  ['the eleventh of 55: that is 20 %', 55, 11, 11],
  ['20 of 100', 100, 20, 20],
  ['not the 21st of 101', 101, 21, 20],
])('ends %s', (_, checks, ends, expected) => {
  expect(create().report(checks, ends)).toBe(expected);
});

it('remains active while most checks would end sessions', () => {
  const { clock, report } = create();
  expect(report(10, 10)).toBe(10);
  for (let minute = 0; minute < 60; minute++) {
    clock.time += MINUTE;
    expect(report(20, 20)).toBe(0);
  }
});

it('is released 10 minutes after the last wrong check', () => {
  const { brake, clock, report } = create();
  report(20, 20);
  clock.time += 10 * MINUTE;
  expect(brake.mayEnd()).toBe(false);
  clock.time += 30_000;
  expect(brake.mayEnd()).toBe(true);
});

it('ignores checks that are older than 10 minutes', () => {
  const { brake, clock, report } = create();
  report(1000, 0);
  clock.time += 5 * MINUTE;
  report(20, 20);
  expect(brake.mayEnd()).toBe(true);
  clock.time += 5.5 * MINUTE;
  expect(brake.mayEnd()).toBe(false);
});

it('tolerates a clock that was set back', () => {
  const { brake, clock, report } = create();
  report(20, 20);
  clock.time -= 60 * MINUTE;
  expect(brake.mayEnd()).toBe(true);
  expect(report(11, 11)).toBe(10);
});
