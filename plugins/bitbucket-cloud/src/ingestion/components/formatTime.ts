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

/** Returns how long a run took, for example `3 min 20 s`. */
export function formatDuration(startedAt: string, endedAt: string): string {
  const seconds =
    Math.max(0, Date.parse(endedAt) - Date.parse(startedAt)) / 1000;
  if (seconds < 60) {
    return `${seconds.toFixed(1)} s`;
  }
  return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
}
