import { readRetryAfter } from './retryAfter';

const NOW = Date.UTC(2026, 0, 1);

it.each([
  [undefined, undefined],
  ['120', 120_000],
  ['0', 0],
  ['Thu, 01 Jan 2026 00:01:00 GMT', 60_000],
  ['Wed, 31 Dec 2025 00:01:00 GMT', 0],
  ['soon', undefined],
  ['-5', undefined],
])('reads %p as %p', (value, expected) => {
  expect(readRetryAfter(value, NOW)).toBe(expected);
});
