import { InputError } from '@backstage/errors';
import { type RequestHandler, Router } from 'express';
import { describeRemedy, formatCount, type Limits } from '../limits/limits';
import { readOffsetPage } from './readOffsetPage';

/**
 * Limits the pages of `GET /entities`. For a request with an offset but no limit, Backstage reads all
 * entities at once. For a sorted page, it also reads all entities before the page.
 *
 * @seam The parameters of the route, and how the catalog reads a sorted page:
 * https://github.com/backstage/backstage/blob/v1.55.0/plugins/catalog-backend/src/service/DefaultEntitiesCatalog.ts
 * @seamTest packages/portal-limits/src/catalogQueries/limitCatalogQueries.test.ts
 */
export function limitEntityPages(limits: Limits): RequestHandler {
  const most = limits['query.sortOffset'];
  return Router().get('/entities', ({ query }, _res, next) => {
    if (query.offset !== undefined || query.after !== undefined) {
      // The cursor of a response contains its limit, which takes precedence.
      query.limit ??= String(limits['lists.page']);
    }
    if (
      query.order !== undefined &&
      readOffsetPage(query, limits).offset > most
    ) {
      throw new InputError(
        `The offset of the sorted request is more than ${formatCount(
          most,
        )}. ${describeRemedy(
          'query.sortOffset',
          'Use /entities/by-query and its cursors, or no order.',
        )}`,
      );
    }
    next();
  });
}
