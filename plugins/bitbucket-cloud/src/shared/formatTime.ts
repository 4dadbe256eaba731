const UNITS = [
  ['day', 24 * 60 * 60_000],
  ['hour', 60 * 60_000],
  ['minute', 60_000],
] as const;

const relativeTime = new Intl.RelativeTimeFormat('en', { numeric: 'always' });

/**
 * Returns how far a time is from now, for example `3 hours ago` or `in 12 minutes`. `undefined` if `time` is not
 * a valid time.
 *
 * @param now - milliseconds since 1970
 */
export function formatTime(time: string, now: number): string | undefined {
  const difference = Date.parse(time) - now;
  if (Number.isNaN(difference)) {
    return undefined;
  }
  for (const [unit, milliseconds] of UNITS) {
    if (Math.abs(difference) >= milliseconds) {
      return relativeTime.format(Math.trunc(difference / milliseconds), unit);
    }
  }
  return difference > 0 ? 'in less than a minute' : 'less than a minute ago';
}
