import type { MiddlewareHandler } from 'hono';
import type { StubEnv } from './context';
import { sendError } from './rest/errors';

const MAXIMUM = 1024 * 1024;
const MOST_TO_SKIP = 64 * MAXIMUM;

/**
 * Reads the body of a request ahead of its route, which finds it in `c.var.body`. One over 1 MB is
 * answered with 413.
 */
export const readBody: MiddlewareHandler<StubEnv> = async (c, next) => {
  const { body } = c.req.raw;
  const parts: Uint8Array[] = [];
  let size = 0;
  try {
    // A client that is still sending when the answer comes may lose the answer, so the rest of a
    // large body is taken and dropped.
    for await (const part of body ?? []) {
      size += part.length;
      if (size <= MAXIMUM) {
        parts.push(part);
      }
      if (size > MOST_TO_SKIP) {
        break;
      }
    }
  } catch {
    return sendError(c, 400, 'The request body ended too early.');
  }
  if (size > MAXIMUM) {
    return sendError(c, 413, 'The request body is larger than 1 MB.');
  }
  c.set('body', Buffer.concat(parts).toString());
  return next();
};
