import type { IncomingMessage } from 'node:http';
import type { MiddlewareHandler } from 'hono';
import type { StubEnv } from '../http/StubEnv';
import { sendError } from '../rest/errors';

const MAXIMUM = 1024 * 1024;
const MOST_TO_SKIP = 64 * MAXIMUM;
const INCOMPLETE = 'incomplete';
const LARGE = 'large';

/**
 * Reads the body of a request before its route, which finds it in `c.var.body`. Responds with 413 to a
 * body over 1 MB.
 */
export const readBody: MiddlewareHandler<StubEnv> = async (c, next) => {
  // Reads Node.js's stream, which is much cheaper than the Fetch API stream that wraps it.
  const body = await read(c.env.incoming as IncomingMessage);
  if (body === INCOMPLETE) {
    return sendError(c, 400, 'The request body is truncated.');
  }
  if (body === LARGE) {
    return sendError(c, 413, 'The request body is larger than 1 MB.');
  }
  c.set('body', body.toString());
  return next();
};

function read(
  incoming: IncomingMessage,
): Promise<Buffer | typeof INCOMPLETE | typeof LARGE> {
  return new Promise(resolve => {
    const parts: Buffer[] = [];
    let size = 0;
    incoming.on('data', (part: Buffer) => {
      size += part.length;
      // A client that is still sending may lose the response, so the stub reads and discards the rest of
      // a large body.
      if (size <= MAXIMUM) {
        parts.push(part);
      } else if (size > MOST_TO_SKIP) {
        resolve(LARGE);
      }
    });
    incoming.once('end', () =>
      resolve(size > MAXIMUM ? LARGE : Buffer.concat(parts)),
    );
    incoming.once('close', () => resolve(INCOMPLETE));
  });
}
