import { CircuitBreaker } from './CircuitBreaker';

const SECOND = 1000;

function create() {
  const clock = { time: Date.UTC(2026, 0, 1) };
  const changes: string[] = [];
  const breaker = new CircuitBreaker({
    now: () => clock.time,
    onChange: state => changes.push(state),
  });
  const report = (results: string) => {
    for (const result of results) {
      expect(breaker.tryAcquire()).toBe(true);
      if (result === 'f') {
        breaker.failed();
      } else {
        breaker.succeeded();
      }
    }
  };
  return { breaker, changes, clock, report };
}

it.each([
  ['no result', '', false],
  ['2 failures in a row', 'ff', false],
  ['3 failures in a row', 'fff', true],
  ['3 failures after a success', 'sfff', true],
  ['5 of the last 10', 'ffsfsffsss', false],
  ['5 of 9, then a success', 'sffsfsffss', false],
  ['6 of the last 10', 'ffsfsffssf', true],
  ['6 of 12, but 5 of the last 10', 'fssffsffsssf', false],
])('after %s (%s), open is %p', (_, results, open) => {
  const { breaker, changes, report } = create();
  report(results);
  expect(breaker.tryAcquire()).toBe(!open);
  expect(changes).toEqual(open ? ['open'] : []);
  expect(breaker.retryAt() !== undefined).toBe(open);
});

it('waits 5, 10, 20, 40, 60, 60 s between trials, and 5 s again after a success', () => {
  const { breaker, clock, report } = create();
  report('fff');
  for (const seconds of [5, 10, 20, 40, 60, 60]) {
    expect(breaker.retryAt()).toBe(clock.time + seconds * SECOND);
    clock.time += seconds * SECOND - 1;
    expect(breaker.tryAcquire()).toBe(false);
    clock.time += 1;
    // A caller that waits for this time must get its trial, because only a trial closes the breaker.
    expect(breaker.retryAt()).toBeUndefined();
    report('f');
  }
  clock.time += 60 * SECOND;
  report('sfff');
  expect(breaker.retryAt()).toBe(clock.time + 5 * SECOND);
});

it('permits one trial at a time', () => {
  const { breaker, clock, report } = create();
  report('fff');
  clock.time += 5 * SECOND;
  expect([1, 2, 3].map(() => breaker.tryAcquire())).toEqual([
    true,
    false,
    false,
  ]);
  expect(breaker.retryAt()).toBe(clock.time + 5 * SECOND);

  breaker.succeeded();
  expect(breaker.retryAt()).toBeUndefined();
  expect([1, 2, 3].map(() => breaker.tryAcquire())).toEqual([true, true, true]);
});

it('abandons a trial without a result after 30 s', () => {
  const { breaker, clock, report } = create();
  report('fff');
  clock.time += 5 * SECOND;
  expect(breaker.tryAcquire()).toBe(true);
  clock.time += 30 * SECOND - 1;
  expect(breaker.tryAcquire()).toBe(false);
  expect(breaker.retryAt()).toBe(clock.time + 1);
  clock.time += 1;
  expect(breaker.tryAcquire()).toBe(true);
  expect(breaker.tryAcquire()).toBe(false);
});

it('reports each change once', () => {
  const { changes, clock, report } = create();
  report('fff');
  clock.time += 5 * SECOND;
  report('f');
  clock.time += 10 * SECOND;
  report('f');
  expect(changes).toEqual(['open']);
  clock.time += 20 * SECOND;
  report('ss');
  expect(changes).toEqual(['open', 'closed']);
  report('fff');
  expect(changes).toEqual(['open', 'closed', 'open']);
});

it('ignores the results of requests that were sent before it opened', () => {
  const { breaker, changes, clock, report } = create();
  report('fff');
  const retryAt = clock.time + 5 * SECOND;
  clock.time += SECOND;
  breaker.failed();
  breaker.succeeded();
  expect(breaker.retryAt()).toBe(retryAt);
  expect(changes).toEqual(['open']);
});

it('restarts the count after it closed', () => {
  const { breaker, clock, report } = create();
  report('fssfsfsfsff');
  report('f');
  clock.time += 5 * SECOND;
  report('sff');
  expect(breaker.tryAcquire()).toBe(true);
});
