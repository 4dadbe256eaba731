import { type RequestHandler } from 'express';
import { type Socket } from 'node:net';

/** Browsers and proxies send the next request on a connection after the response to the previous one. */
const MOST_AT_ONCE = 10;

/**
 * Rejects the eleventh request that a client sends on a connection without waiting for responses, and closes the
 * connection. A packet of 64 KB can contain more than 1,000 small requests, which Node.js would handle without a pause.
 *
 * It must be the first handler: it does not respond to the requests after the rejected one.
 */
export function refusePipelining(): RequestHandler {
  const open = new Map<Socket, number>();
  return (req, res, next) => {
    const { socket } = req;
    const count = (open.get(socket) ?? 0) + 1;
    if (count > MOST_AT_ONCE + 1 || socket.destroyed) {
      return;
    }
    if (!open.has(socket)) {
      socket.once('close', () => open.delete(socket));
    }
    open.set(socket, count);
    if (count > MOST_AT_ONCE) {
      const message = `The client sent more than ${MOST_AT_ONCE} requests on a connection without waiting for responses. Send them one after the other, or on several connections.`;
      res
        .status(429)
        .set('Connection', 'close')
        .json({ error: { name: 'Error', message } });
      return;
    }
    res.once('close', () => {
      const rest = (open.get(socket) ?? 0) - 1;
      // The connection stays closed for more requests after a rejected one.
      if (open.has(socket) && rest < MOST_AT_ONCE) {
        open.set(socket, Math.max(0, rest));
      }
    });
    next();
  };
}
