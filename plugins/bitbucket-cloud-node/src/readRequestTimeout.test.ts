import { ConfigReader } from '@backstage/config';
import { readRequestTimeout } from './readRequestTimeout';

const read = (data: object) =>
  readRequestTimeout(new ConfigReader({ ...data }), 'x');

describe('readRequestTimeout', () => {
  it('is 10 seconds by default', () => {
    expect(read({})).toBe(10_000);
  });

  it('accepts a duration', () => {
    expect(read({ requestTimeout: '2s' })).toBe(2000);
    expect(read({ requestTimeout: { minutes: 1 } })).toBe(60_000);
  });

  it.each(['', 5, 'soon', { seconds: 0 }, { hours: 2 }])(
    'refuses %p',
    value => {
      expect(() => read({ requestTimeout: value })).toThrow(
        'x.requestTimeout must be longer than zero and at most an hour',
      );
    },
  );
});
