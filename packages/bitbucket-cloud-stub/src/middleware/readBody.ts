import type { IncomingMessage } from 'node:http';
import type { MiddlewareHandler } from 'hono';
import type { StubEnv } from '../http/StubEnv';
import { sendError } from '../rest/errors';

const MB = 1024 * 1024;
const MAXIMUM = MB;
/** Of a push with git, or files to commit. */
const MAXIMUM_OF_FILES = 64 * MB;
const MOST_TO_SKIP = 128 * MB;
const INCOMPLETE = 'incomplete';
const LARGE = 'large';

/**
 * Reads the body of a request before its route, which finds it in `c.var.body`. Responds with 413 to a
 * body over 1 MB, or over 64 MB for files and git.
 */
export const readBody: MiddlewareHandler<StubEnv> = async (c, next) => {
  // Reads Node.js's stream, which is much cheaper than the Fetch API stream that wraps it.
  const isGit = /\/git-(upload|receive)-pack$/.test(c.req.path);
  const maximum =
    isGit || /\/src$/.test(c.req.path) ? MAXIMUM_OF_FILES : MAXIMUM;
  const body = await read(c.env.incoming as IncomingMessage, maximum);
  if (body === INCOMPLETE) {
    return sendError(c, 400, 'The request body is truncated.');
  }
  if (body === LARGE) {
    return sendError(
      c,
      413,
      `The request body is larger than ${maximum / MB} MB.`,
    );
  }
  c.set('bytes', body);
  c.set('body', isGit ? '' : body.toString());
  return next();
};

function read(
  incoming: IncomingMessage,
  maximum: number,
): Promise<Buffer | typeof INCOMPLETE | typeof LARGE> {
  return new Promise(resolve => {
    const parts: Buffer[] = [];
    let size = 0;
    incoming.on('data', (part: Buffer) => {
      size += part.length;
      // A client that is still sending may lose the response, so the stub reads and discards the rest of
      // a large body.
      if (size <= maximum) {
        parts.push(part);
      } else if (size > MOST_TO_SKIP) {
        resolve(LARGE);
      }
    });
    incoming.once('end', () =>
      resolve(size > maximum ? LARGE : Buffer.concat(parts)),
    );
    incoming.once('close', () => resolve(INCOMPLETE));
  });
}
