import type { z } from 'zod/v4';

/** Returns a valid value. Throws an Error that names the first invalid field. */
export function check<T>(
  schema: z.ZodType<T>,
  what: string,
  value: unknown,
): T {
  const result = schema.safeParse(value);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw new Error(
      `The ${what} is not valid: ${issue.path.join('.')}: ${issue.message}`,
    );
  }
  return result.data;
}
