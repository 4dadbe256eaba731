import type { Context } from 'hono';
import type { z } from 'zod/v4';
import type { StubEnv } from '../http/StubEnv';
import { RestError } from './RestError';

/** Returns the JSON in a body. Throws a 415 or 400 for another body, with the first invalid field. */
export function readJsonBody<T>(c: Context<StubEnv>, schema: z.ZodType<T>): T {
  const type = c.req.header('content-type') ?? '';
  if (!/^application\/json\b/i.test(type)) {
    throw new RestError(415, 'The request body must be application/json.');
  }
  const result = schema.safeParse(parseJson(c.var.body ?? ''));
  if (!result.success) {
    const [issue] = result.error.issues;
    throw new RestError(400, 'Bad request', {
      detail: `${issue.path.join('.') || 'body'}: ${issue.message}`,
    });
  }
  return result.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new RestError(400, 'Bad request', {
      detail: 'The request body is not JSON.',
    });
  }
}
