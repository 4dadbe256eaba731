import type { z } from 'zod/v4';

/**
 * Returns one line for each invalid field of a seed.
 *
 * @param lineOf - Returns the line of a field in its file, if it is known.
 */
export function describeIssues(
  error: z.ZodError,
  lineOf: (field: PropertyKey[]) => number | undefined = () => undefined,
): string {
  return error.issues
    .map(issue => {
      const line = lineOf(issue.path);
      const field = spell(issue.path);
      return `  ${line ? `line ${line}, ` : ''}${field}: ${issue.message}`;
    })
    .join('\n');
}

function spell(field: PropertyKey[]): string {
  const text = field
    .map(key => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '');
  return text || 'the whole seed';
}
