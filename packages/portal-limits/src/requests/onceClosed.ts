import { type Response } from 'express';

/**
 * Calls a function once when the response has ended or the client has disconnected, including before the
 * call.
 */
export function onceClosed(res: Response, callback: () => void): void {
  if (res.closed || res.req.socket.destroyed) {
    callback();
  } else {
    res.once('close', callback);
  }
}
