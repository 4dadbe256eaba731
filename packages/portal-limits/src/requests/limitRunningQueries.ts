import { type RequestHandler, Router } from 'express';
import { describeRemedy, type Limits } from '../limits/limits';
import type { GuardOptions } from './createGuard';
import { createTurns } from './createTurns';

const CATALOG_QUERIES = ['/entities', '/entity-facets', '/locations/by-query'];

/**
 * Limits how many catalog queries, or other requests, of a user run at the same time. Other requests
 * wait for their turn.
 *
 * A query takes up to two of the five connections to the database. The handler does not count requests
 * that the catalog sends to itself for an action, but counts the requests of the action.
 *
 * @param paths - the requests that count, relative to the path of the plugin
 */
export function limitRunningQueries(
  limits: Limits,
  options: Pick<GuardOptions, 'httpAuth'>,
  paths = CATALOG_QUERIES,
): RequestHandler {
  return Router().use(paths, createQueryTurns(limits, options));
}

/** Creates the handler of {@link limitRunningQueries} for the requests of one route. */
export function createQueryTurns(
  limits: Limits,
  { httpAuth }: Pick<GuardOptions, 'httpAuth'>,
): RequestHandler {
  const running = limits['queries.running'];
  const waiting = limits['queries.waiting'];
  return createTurns({
    httpAuth,
    running,
    waiting,
    message: `You have ${running} queries that run and ${waiting} that wait. ${describeRemedy(
      'queries.waiting',
      'Wait until some of them are finished.',
    )}`,
  });
}
