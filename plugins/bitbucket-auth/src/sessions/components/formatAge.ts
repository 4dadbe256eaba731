const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const relativeTime = new Intl.RelativeTimeFormat('en', { numeric: 'always' });

interface FormatAgeOptions {
  /** Milliseconds since the epoch. */
  now: number;
  /** The text is "less than ... ago" for a time that is more recent than this. */
  precisionMinutes?: number;
}

/**
 * Returns how long ago a time was, for example `3 hours ago`. A time in the future counts as now,
 * because the clocks of the browser and the backend may differ. `undefined` if `time` is not a valid
 * time.
 */
export function formatAge(
  time: string,
  { now, precisionMinutes = 1 }: FormatAgeOptions,
): string | undefined {
  const age = Math.max(0, now - Date.parse(time));
  if (Number.isNaN(age)) {
    return undefined;
  }
  if (age < precisionMinutes * MINUTE_MS) {
    return precisionMinutes === 1
      ? 'less than a minute ago'
      : `less than ${precisionMinutes} minutes ago`;
  }
  if (age < HOUR_MS) {
    return relativeTime.format(-Math.floor(age / MINUTE_MS), 'minute');
  }
  if (age < DAY_MS) {
    return relativeTime.format(-Math.floor(age / HOUR_MS), 'hour');
  }
  return relativeTime.format(-Math.floor(age / DAY_MS), 'day');
}
