import { Response } from 'express';

const LONGEST_MS = 30_000;

/**
 * Disconnects a client that reads nothing of a response for some time. Time in which there is nothing to read
 * does not count.
 *
 * @param res - a response that has begun. Node.js sets another time limit for the connection when it ends.
 */
export function disconnectIdleReader(
  res: Response,
  longestMs = LONGEST_MS,
): void {
  // Node.js calls this when the connection has sent nothing for this time.
  res.setTimeout(longestMs, () => {
    if (res.socket && res.socket.writableLength > 0) {
      res.destroy();
    }
  });
}
