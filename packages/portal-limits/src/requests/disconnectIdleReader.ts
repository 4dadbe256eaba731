import { type Response } from 'express';

const LONGEST_MS = 30_000;

/**
 * Disconnects a client that does not read a response for some time. Time without data to read does not
 * count.
 *
 * @param res - a response that has begun. Node.js sets another time limit for the connection when it
 * ends.
 */
export function disconnectIdleReader(
  res: Response,
  longestMs = LONGEST_MS,
): void {
  // Node.js calls this function when the connection has sent no data for this time.
  res.setTimeout(longestMs, () => {
    if (res.socket && res.socket.writableLength > 0) {
      res.destroy();
    }
  });
}
