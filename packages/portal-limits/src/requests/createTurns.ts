import { type HttpAuthService } from '@backstage/backend-plugin-api';
import { type Request, type RequestHandler, type Response } from 'express';
import pLimit, { type Limit } from 'p-limit';
import { disconnectIdleReader } from './disconnectIdleReader';
import { onceAnswered } from './onceAnswered';
import { onceClosed } from './onceClosed';
import { StatusError } from './StatusError';

const RETRY_AFTER_SECONDS = 5;

/** How many requests of a user a handler passes on at the same time. */
export interface TurnOptions {
  httpAuth: HttpAuthService;
  running: number;
  waiting: number;
  /** The error message if too many requests wait. */
  message: string;
}

/**
 * Creates a handler that passes a few requests of each user on at the same time. The others wait for
 * their turn.
 *
 * A plugin continues to work when the client disconnects. Therefore a request counts until the plugin
 * responds, even if the client has disconnected. After that, the response is in memory until the client
 * has read it. Therefore the request counts until the response ends.
 */
export function createTurns(options: TurnOptions): RequestHandler {
  const { httpAuth, message, running, waiting } = options;
  const turns = new Map<string, Turns>();

  async function takeTurn(req: Request, res: Response, next: () => void) {
    const { principal } = await httpAuth.credentials(req, {
      allow: ['user', 'none'],
    });
    // Without the default authentication policy, all users count as one.
    const user = principal.type === 'user' ? principal.userEntityRef : '';
    const own = turns.get(user) ?? { run: pLimit(running), count: 0 };
    if (own.count >= running + waiting) {
      res.set('retry-after', String(RETRY_AFTER_SECONDS));
      throw new StatusError(429, message);
    }
    own.count += 1;
    turns.set(user, own);
    try {
      await own.run(() => waitForEnd(res, next));
    } finally {
      own.count -= 1;
      if (own.count === 0) {
        turns.delete(user);
      }
    }
  }

  return (req, res, next) => {
    takeTurn(req, res, next).catch(next);
  };
}

/** The running and waiting requests of a user. */
interface Turns {
  run: Limit;
  count: number;
}

function waitForEnd(res: Response, next: () => void): Promise<void> {
  return new Promise(resolve => {
    if (res.closed || res.req.socket.destroyed) {
      resolve();
    } else {
      onceAnswered(res, () => {
        disconnectIdleReader(res);
        onceClosed(res, resolve);
      });
      next();
    }
  });
}
