/**
 * Escaped characters that a reader can put into the path of a request to an API as they are: `.` `/` `\` `?` `#`
 * `%` and control characters. They would lead to another path of the API.
 */
export const MISLEADING_ESCAPES = /%(?:2e|2f|5c|3f|23|25|[01][\da-f]|7f)/i;
