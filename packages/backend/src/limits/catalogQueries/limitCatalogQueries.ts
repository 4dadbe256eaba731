import { RequestHandler, Router } from 'express';
import { Limits } from '../limits';
import type { GuardOptions } from '../requests/createGuard';
import { limitEntityPages } from './limitEntityPages';
import { limitFacetValues } from './limitFacetValues';
import { limitRunningQueries } from './limitRunningQueries';
import { limitSortValues } from './limitSortValues';
import { splitEntityRefs } from './splitEntityRefs';

/** Limits what the queries of users cost the catalog and its database. */
export function limitCatalogQueries(
  limits: Limits,
  options: GuardOptions,
): RequestHandler {
  return Router().use(
    limitEntityPages(limits),
    // Each part of a split request takes its own turn.
    splitEntityRefs(options),
    limitRunningQueries(limits, options),
    limitSortValues(limits, options),
    limitFacetValues(limits, options),
  );
}
