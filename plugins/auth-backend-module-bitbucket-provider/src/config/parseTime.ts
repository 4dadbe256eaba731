/**
 * Parses a date and time with a time zone (ISO 8601), as milliseconds since the Unix epoch.
 *
 * Without a zone, the time would depend on the machine. `tools/sessions/sessionArguments.mts` implements
 * the same rule, and its test compares both.
 *
 * @returns NaN for any other text, and for a nonexistent day such as 30 February
 */
export function parseTime(text: string): number {
  const [, date, day] =
    /^(\d{4}-\d\d-(\d\d))T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)$/.exec(
      text,
    ) ?? [];
  return date !== undefined && new Date(date).getUTCDate() === Number(day)
    ? Date.parse(text)
    : NaN;
}
