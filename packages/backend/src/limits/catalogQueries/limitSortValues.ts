import { InputError } from '@backstage/errors';
import { Request, RequestHandler, Router } from 'express';
import { describeRemedy, formatCount, Limits } from '../limits';
import type { GuardOptions } from '../requests/createGuard';
import { readCursor } from '../requests/readCursor';

/** A page that is small enough, whatever is on it. */
const SMALL_PAGE = 100;

/**
 * Refuses large pages that are sorted by a field with lists. The catalog reads an entity once for each value
 * of the field: a list of 2,000 texts in an entity of 500 KiB is a response of 1 GB.
 *
 * @seam The table with the values of all fields, and the parameters that sort:
 * https://github.com/backstage/backstage/blob/v1.55.0/plugins/catalog-backend/src/service/DefaultEntitiesCatalog.ts
 */
export function limitSortValues(
  limits: Limits,
  { database }: Pick<GuardOptions, 'database'>,
): RequestHandler {
  const most = limits['query.sortValues'];

  async function check(fields: string[]) {
    const knex = fields.length > 0 ? await database.getClient() : undefined;
    for (const field of fields) {
      const { values, entities } = (await knex!('search')
        .where('key', field.toLowerCase())
        .whereNotNull('value')
        .count({ values: '*' })
        .countDistinct({ entities: 'entity_id' })
        .first())!;
      if (Number(values) - Number(entities) > most) {
        throw new InputError(describe(field, limits));
      }
    }
  }

  const limitQuery =
    (read: (req: Request) => object): RequestHandler =>
    (req, _res, next) => {
      const query: Query = { ...read(req) };
      const isSmall = Number(query.limit ?? Infinity) <= SMALL_PAGE;
      check(isSmall ? [] : readSortFields(query, limits)).then(
        () => next(),
        next,
      );
    };

  return (
    Router()
      // Also a small page is read with all entities before it.
      .get('/entities', ({ query }, _res, next) => {
        check(readFieldsOfOrder(query.order)).then(() => next(), next);
      })
      .get(
        '/entities/by-query',
        limitQuery(({ query }) => query),
      )
      .post(
        '/entities/by-query',
        limitQuery(({ body }) => body),
      )
  );
}

function describe(field: string, limits: Limits): string {
  return `Some entities have several values of the sort field ${field}, in all more than ${formatCount(
    limits['query.sortValues'],
  )}. ${describeRemedy(
    'query.sortValues',
    `Sort by another field, or request pages of at most ${SMALL_PAGE} entities from /entities/by-query.`,
  )}`;
}

/** Query parameters, or the body of a request. The catalog refuses what has another form. */
interface Query {
  cursor?: unknown;
  limit?: unknown;
  orderBy?: unknown;
  orderField?: unknown;
}

function readSortFields(query: Query, limits: Limits): string[] {
  const found = readCursor(query.cursor, limits);
  const content = 'content' in found ? found.content : undefined;
  const { orderFields } = { ...(content as object) } as {
    orderFields?: unknown;
  };
  return [
    ...textsOf(query.orderField).map(text => text.split(',', 1)[0]),
    ...[query.orderBy, orderFields].flatMap(orders =>
      [orders].flat().flatMap(order => textsOf(Object(order).field)),
    ),
  ];
}

function readFieldsOfOrder(order: unknown): string[] {
  return textsOf(order).map(text => text.replace(/^(asc|desc):/, ''));
}

function textsOf(parameter: unknown): string[] {
  return [parameter].flat().filter(text => typeof text === 'string');
}
