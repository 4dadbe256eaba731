/**
 * Escaped characters that a reader can put into the path of a request to an API as they are: `.` `/` `\` `?` `#`
 * `%` and control characters. They would lead to another path of the API. A URL also loses a space at its end, so
 * `src/main/..%20` would lead to `src`.
 */
export const MISLEADING_ESCAPES = /%(?:2e|2f|5c|3f|23|25|[01][\da-f]|7f)|%20$/i;
