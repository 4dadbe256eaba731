const DELAYS_SECONDS = [1, 2, 5, 10];

/** The limit for `Retry-After`, because a user waits on the page. */
const LONGEST_DELAY_SECONDS = 60;

/**
 * Only adds time. Without it, tabs whose requests failed at the same time would also retry at the same
 * time.
 */
const RANDOM_PART = 0.2;

/**
 * Returns how long to wait before the next request, in milliseconds.
 *
 * @param failures - how many requests have failed in a row, at least 1
 * @param retryAfter - the response header `Retry-After`, if there was one
 */
export function retryDelay(failures: number, retryAfter?: string): number {
  const seconds =
    parseRetryAfter(retryAfter) ??
    DELAYS_SECONDS[Math.min(failures, DELAYS_SECONDS.length) - 1];
  const shortest = DELAYS_SECONDS[0];
  const limited = Math.min(Math.max(seconds, shortest), LONGEST_DELAY_SECONDS);
  return Math.round(limited * 1_000 * (1 + RANDOM_PART * Math.random()));
}

/** Seconds or an HTTP date (RFC 9110, section 10.2.3). Other values are ignored. */
function parseRetryAfter(header: string | undefined): number | undefined {
  const text = header?.trim();
  if (!text) {
    return undefined;
  }
  if (/^\d+$/.test(text)) {
    return Number(text);
  }
  // `Date.parse` accepts `-5` and `1.5` as dates.
  const time = /^[A-Z][a-z]{2},? /.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(time) ? undefined : (time - Date.now()) / 1_000;
}
