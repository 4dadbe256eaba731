import { retryDelay } from './retryDelay';

const now = new Date('2026-03-02T09:00:00Z');

describe('retryDelay', () => {
  beforeEach(() => {
    jest.useFakeTimers({ now });
    jest.spyOn(Math, 'random').mockReturnValue(0);
  });

  afterEach(() => {
    jest.restoreAllMocks();
    jest.useRealTimers();
  });

  it.each([
    [1, 1_000],
    [2, 2_000],
    [3, 5_000],
    [4, 10_000],
    [5, 10_000],
    [500, 10_000],
  ])('after %i failures waits %i ms', (failures, expected) => {
    expect(retryDelay(failures)).toBe(expected);
  });

  it.each([
    ['7', 7_000],
    [' 7 ', 7_000],
    ['0', 1_000],
    ['3600', 60_000],
    ['99999999999999999999', 60_000],
    ['Mon, 02 Mar 2026 09:00:20 GMT', 20_000],
    ['Mon, 02 Mar 2026 08:00:00 GMT', 1_000],
  ])('follows Retry-After: %s, within limits', (retryAfter, expected) => {
    expect(retryDelay(2, retryAfter)).toBe(expected);
  });

  it.each(['', 'soon', '-5', '1.5', '5s', 'NaN', '1e3', 'Mon, 99 Foo'])(
    'ignores the malformed Retry-After: "%s"',
    retryAfter => {
      expect(retryDelay(2, retryAfter)).toBe(2_000);
    },
  );

  it('adds up to a fifth, so that tabs do not send requests at the same time', () => {
    jest.spyOn(Math, 'random').mockReturnValue(0.5);
    expect(retryDelay(4)).toBe(11_000);
    expect(retryDelay(1, '20')).toBe(22_000);
  });
});
