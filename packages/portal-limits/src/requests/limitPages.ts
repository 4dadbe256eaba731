import { InputError } from '@backstage/errors';
import { type RequestHandler, Router } from 'express';
import { createQueryTurns } from './limitRunningQueries';
import { describeRemedy, type Limits } from '../limits/limits';
import type { GuardOptions } from './createGuard';

/**
 * Limits how many runs of templates the scaffolder lists at once. Without a limit in the request, it
 * would read all runs with the values of their forms. A page has up to 10 MiB, so the requests of a user
 * wait for their turn.
 */
export function limitPages(
  limits: Limits,
  options: Pick<GuardOptions, 'httpAuth'>,
): RequestHandler {
  const most = limits['lists.runs'];
  const takeTurn = createQueryTurns(limits, options);
  return Router().get('/v2/tasks', (req, res, next) => {
    const limit = req.query.limit ?? String(most);
    if (!isWithin(limit, most)) {
      throw new InputError(
        `The limit of the request is not a whole number from 1 to ${most}. ${describeRemedy(
          'lists.runs',
          'Request several pages.',
        )}`,
      );
    }
    req.query.limit = limit;
    takeTurn(req, res, next);
  });
}

function isWithin(limit: unknown, most: number): boolean {
  return (
    typeof limit === 'string' &&
    /^\d+$/.test(limit) &&
    Number(limit) >= 1 &&
    Number(limit) <= most
  );
}
