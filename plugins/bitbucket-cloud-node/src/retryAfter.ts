/**
 * Reads the header `Retry-After`: seconds, or a date (RFC 9110, section 10.2.3).
 *
 * @returns milliseconds from now, or undefined for a missing or invalid header
 */
export function readRetryAfter(
  value: string | undefined,
  now: number = Date.now(),
): number | undefined {
  if (value === undefined) {
    return undefined;
  }
  if (/^\s*\d{1,9}\s*$/.test(value)) {
    return Number(value) * 1000;
  }
  const date = /^\s*[A-Z][a-z]{2}, /.test(value) ? Date.parse(value) : NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
