import { HttpAuthService } from '@backstage/backend-plugin-api';
import pLimit, { Limit } from 'p-limit';
import { Request, RequestHandler, Response, Router } from 'express';
import { describeRemedy, Limits } from '../limits';
import { StatusError } from '../requests/StatusError';
import { onceAnswered } from './onceAnswered';

const CATALOG_QUERIES = ['/entities', '/entity-facets', '/locations/by-query'];
const RETRY_AFTER_SECONDS = 5;

/**
 * Limits how many catalog queries of a user, or other requests, run at the same time. The others wait for their
 * turn.
 *
 * A query takes up to two of the five connections to the database, and nothing ends it when its client
 * leaves. So it counts until the catalog answers, and not until the client leaves. A request that the
 * catalog sends to itself for an action is not counted, but the requests of the action are.
 *
 * @param paths - the requests that count, below the path of the plugin
 */
export function limitRunningQueries(
  limits: Limits,
  { httpAuth }: { httpAuth: HttpAuthService },
  paths = CATALOG_QUERIES,
): RequestHandler {
  const running = limits['queries.running'];
  const waiting = limits['queries.waiting'];
  const turns = new Map<string, Turns>();

  async function takeTurn(req: Request, res: Response, next: () => void) {
    const { principal } = await httpAuth.credentials(req, {
      allow: ['user', 'none'],
    });
    // Without the default authentication policy, all people count as one.
    const user = principal.type === 'user' ? principal.userEntityRef : '';
    const own = turns.get(user) ?? { run: pLimit(running), count: 0 };
    if (own.count >= running + waiting) {
      res.set('retry-after', String(RETRY_AFTER_SECONDS));
      throw new StatusError(
        429,
        `You have ${running} queries that run and ${waiting} that wait. ${describeRemedy(
          'queries.waiting',
          'Wait until some of them are finished.',
        )}`,
      );
    }
    own.count += 1;
    turns.set(user, own);
    try {
      await own.run(() => waitForAnswer(res, next));
    } finally {
      own.count -= 1;
      if (own.count === 0) {
        turns.delete(user);
      }
    }
  }

  return Router().use(paths, (req, res, next) => {
    takeTurn(req, res, next).catch(next);
  });
}

/** The queries of a user that run or wait. */
interface Turns {
  run: Limit;
  count: number;
}

function waitForAnswer(res: Response, next: () => void): Promise<void> {
  return new Promise(resolve => {
    if (res.closed || res.req.socket.destroyed) {
      resolve();
    } else {
      onceAnswered(res, resolve);
      next();
    }
  });
}
