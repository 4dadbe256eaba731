import { type RequestHandler, Router } from 'express';
import { type Limits } from '../limits/limits';
import type { GuardOptions } from '../requests/createGuard';
import { limitEntityPages } from './limitEntityPages';
import { limitFacetValues } from './limitFacetValues';
import {
  createQueryTurns,
  limitRunningQueries,
} from '../requests/limitRunningQueries';
import { EntitySizes } from './EntitySizes';
import { limitSortValues } from './limitSortValues';
import { splitEntityPages } from './splitEntityPages';
import { splitEntityRefs } from './splitEntityRefs';

/** Limits the load of user queries on the catalog and its database. */
export function limitCatalogQueries(
  limits: Limits,
  options: GuardOptions,
): RequestHandler {
  const sizes = new EntitySizes(options.database);
  const sortLimits = limitSortValues(limits, { ...options, sizes });
  const takeTurn = limitRunningQueries(limits, options);
  const splitOptions = {
    ...options,
    sizes,
    takeTurn: Router().use(takeTurn, sortLimits),
  };
  return Router().use(
    limitEntityPages(limits),
    // Each part of a split request waits for its own turn.
    splitEntityPages(limits, splitOptions),
    splitEntityRefs(splitOptions),
    limitRunningQueries(limits, options),
    // The list of all locations has no limit. A registration has turns of its own.
    Router().get('/locations', createQueryTurns(limits, options)),
    // Not the turns of the queries, which the route sends to the catalog for the user.
    Router().get('/bitbucket/conflicts/*', createQueryTurns(limits, options)),
    sortLimits,
    limitFacetValues(limits, options),
  );
}
