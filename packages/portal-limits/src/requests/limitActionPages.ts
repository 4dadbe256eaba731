import { InputError } from '@backstage/errors';
import { type RequestHandler, type Response, Router } from 'express';
import { describeRemedy, formatCount, type Limits } from '../limits/limits';

const QUERY_ACTIONS = [
  'catalog:query-catalog-entities',
  'scaffolder:list-scaffolder-tasks',
];

/**
 * Limits how many entities or runs of templates an AI assistant reads at once, and the bytes of an
 * output. Backstage validates and writes the output of an action several times, and returns all entities
 * if the input has no limit.
 *
 * @seam The paths of actions, that their router writes the output with `res.json`, and the input of the
 * actions, for example of the catalog query:
 * https://github.com/backstage/backstage/blob/v1.55.0/plugins/catalog-backend/src/actions/createQueryCatalogEntitiesAction.ts
 */
export function limitActionPages(limits: Limits): RequestHandler {
  const most = limits['lists.entities'];
  return Router().post(
    '/.backstage/actions/:version/actions/:action/invoke',
    ({ body, params }, res, next) => {
      limitOutput(res, limits);
      // Express paths are case-insensitive.
      const isVersion1 = params.version.toLowerCase() === 'v1';
      const input = isVersion1 ? body : body?.input;
      if (QUERY_ACTIONS.includes(params.action) && input) {
        // The action rejects a value that is not a number.
        if (Number(input.limit) > most) {
          throw new InputError(
            `The limit of the query is more than ${most}. ${describeRemedy(
              'lists.entities',
              'Request several pages.',
            )}`,
          );
        }
        input.limit ??= most;
      }
      next();
    },
  );
}

/** Rejects a large output before the plugin for AI assistants parses, validates and writes it again. */
function limitOutput(res: Response, limits: Limits) {
  const most = limits['lists.entitiesSize'];
  const { json } = res;
  res.json = (output: unknown) => {
    res.json = json;
    if (Buffer.byteLength(JSON.stringify(output)) > most) {
      throw new InputError(
        `The call returns more than ${formatCount(
          most,
        )} bytes. ${describeRemedy(
          'lists.entitiesSize',
          'Request fewer entities, or only some of their fields.',
        )}`,
      );
    }
    return res.json(output);
  };
}
