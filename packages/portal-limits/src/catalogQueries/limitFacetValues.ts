import { InputError } from '@backstage/errors';
import { type RequestHandler, Router } from 'express';
import { describeRemedy, formatCount, type Limits } from '../limits/limits';
import type { GuardOptions } from '../requests/createGuard';

/**
 * Rejects facets with very many values, because the catalog would read and return all of them at once.
 *
 * It counts the values of all entities, even for a request with a filter: the database can stop counting
 * at the limit only without a filter.
 *
 * @seam The table with the values of all fields, and the parameters of the routes:
 * https://github.com/backstage/backstage/blob/v1.55.0/plugins/catalog-backend/src/service/DefaultEntitiesCatalog.ts
 * @seamTest packages/portal-limits/src/catalogQueries/limitCatalogQueries.test.ts
 */
export function limitFacetValues(
  limits: Limits,
  { database }: Pick<GuardOptions, 'database'>,
): RequestHandler {
  const most = limits['query.facetValues'];

  async function check(parameter: unknown) {
    const facets = [parameter].flat().filter(text => typeof text === 'string');
    const knex = await database.getClient();
    const values = knex('search')
      .distinct('key', 'original_value')
      .whereIn(
        'key',
        facets.map(facet => facet.toLowerCase()),
      )
      .whereNotNull('original_value')
      .limit(most + 1)
      .as('values');
    const { count } = (await knex.from(values).count({ count: '*' }).first())!;
    if (Number(count) > most) {
      throw new InputError(
        `The facets of the request have more than ${formatCount(
          most,
        )} different values in the catalog. ${describeRemedy(
          'query.facetValues',
          'Request facets with fewer values, or read the entities with /entities/by-query.',
        )}`,
      );
    }
  }

  return Router()
    .get('/entity-facets', (req, _res, next) => {
      check(req.query.facet).then(() => next(), next);
    })
    .post('/entity-facets', (req, _res, next) => {
      check(req.body?.facets).then(() => next(), next);
    });
}
