/**
 * Escaped characters that a reader can insert unescaped into the path of an API request: `.` `/` `\` `?` `#` `%` and
 * control characters. They would change the path of the request. A URL also loses a space at its end, so
 * `src/main/..%20` would lead to `src`.
 */
export const MISLEADING_ESCAPES = /%(?:2e|2f|5c|3f|23|25|[01][\da-f]|7f)|%20$/i;
