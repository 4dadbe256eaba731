import { RequestHandler, Router } from 'express';
import { Limits } from '../limits';
import type { GuardOptions } from '../requests/createGuard';
import { limitEntityPages } from './limitEntityPages';
import { limitFacetValues } from './limitFacetValues';
import { limitSortValues } from './limitSortValues';
import { splitEntityRefs } from './splitEntityRefs';

/** Limits what the queries of users cost the catalog and its database. */
export function limitCatalogQueries(
  limits: Limits,
  options: GuardOptions,
): RequestHandler {
  return Router().use(
    limitEntityPages(limits),
    splitEntityRefs(options),
    limitSortValues(limits, options),
    limitFacetValues(limits, options),
  );
}
