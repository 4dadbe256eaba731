import { InputError } from '@backstage/errors';
import { type Request, type RequestHandler, Router } from 'express';
import { describeRemedy, formatCount, type Limits } from '../limits/limits';
import type { GuardOptions } from '../requests/createGuard';
import { readCursor } from '../requests/readCursor';
import { type EntitySizes } from './EntitySizes';
import { readOffsetPage } from './readOffsetPage';

/** What {@link limitSortValues} requires. */
export interface SortOptions extends Pick<GuardOptions, 'database'> {
  sizes: Pick<EntitySizes, 'read'>;
}

/** A page of this size is small, whatever its entities contain. */
const SMALL_PAGE = 100;

/**
 * Rejects large pages that are sorted by a field with lists. The catalog reads an entity once for each
 * value of the field. A list of 2,000 texts in an entity of 500 KiB causes a response of 1 GB.
 *
 * @seam The table with the values of all fields, and the parameters that sort:
 * https://github.com/backstage/backstage/blob/v1.55.0/plugins/catalog-backend/src/service/DefaultEntitiesCatalog.ts
 * @seamTest packages/portal-limits/src/catalogQueries/limitCatalogQueries.test.ts
 */
export function limitSortValues(
  limits: Limits,
  { database, sizes }: SortOptions,
): RequestHandler {
  const most = limits['query.sortValues'];

  /** Checks whether a field has several values in an entity. */
  async function check(fields: string[]): Promise<boolean> {
    let hasLists = false;
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
      hasLists ||= Number(values) > Number(entities);
    }
    return hasLists;
  }

  /** The catalog holds all entities before the end of the page in memory. */
  async function checkOffset(query: Record<string, unknown>) {
    const hasLists = await check(readFieldsOfOrder(query.order));
    const { limit, offset } = readOffsetPage(query, limits);
    if (query.order === undefined || limit === Infinity) {
      return;
    }
    const { different, repeated } = await sizes.read();
    const count = hasLists ? repeated : different;
    if (offset + limit > count) {
      throw new InputError(
        `The entities of the catalog are so large that a sorted page of /entities ends at the entity ${formatCount(
          count,
        )}. Use /entities/by-query and its cursors, or no order.`,
      );
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
      // For a small page, the catalog also reads all entities before it.
      .get('/entities', ({ query }, _res, next) => {
        checkOffset(query).then(() => next(), next);
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

/** Query parameters, or the body of a request. The catalog rejects other formats. */
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
