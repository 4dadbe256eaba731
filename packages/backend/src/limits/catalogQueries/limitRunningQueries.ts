import { RequestHandler, Router } from 'express';
import { describeRemedy, Limits } from '../limits';
import type { GuardOptions } from '../requests/createGuard';
import { createTurns } from '../requests/createTurns';

/**
 * Limits how many catalog queries of a user run at the same time. The others wait for their turn.
 *
 * A query takes up to two of the five connections to the database. A request that the catalog sends to itself
 * for an action is not counted, but the requests of the action are.
 */
export function limitRunningQueries(
  limits: Limits,
  { httpAuth }: Pick<GuardOptions, 'httpAuth'>,
): RequestHandler {
  const running = limits['queries.running'];
  const waiting = limits['queries.waiting'];
  return Router().use(
    ['/entities', '/entity-facets', '/locations/by-query'],
    createTurns({
      httpAuth,
      running,
      waiting,
      message: `You have ${running} catalog queries that run and ${waiting} that wait. ${describeRemedy(
        'queries.waiting',
        'Wait until some of them are finished.',
      )}`,
    }),
  );
}
