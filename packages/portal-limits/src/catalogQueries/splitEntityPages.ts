import {
  type Request,
  type RequestHandler,
  type Response,
  Router,
} from 'express';
import { type Limits } from '../limits/limits';
import { readCursor } from '../requests/readCursor';
import { type Part, type ReadPart, writeParts } from './catalogParts';
import { type PageSizes } from './EntitySizes';
import { readOffsetPage } from './readOffsetPage';
import {
  type Answer,
  type SplitOptions,
  splitRequests,
  toPartSize,
} from './splitRequests';

/** The page size of a `by-query` request without a limit. */
const STANDARD_LIMIT = 200;

/**
 * Splits a request for many entities into several smaller requests, and joins the responses. The catalog
 * reads a page at once, or all entities for a request without a limit. It holds them in memory until the
 * client has read them. If the request has fields, it parses all of them without a pause.
 *
 * The handler does not split a page before a cursor, because its last part would come first. Instead, it
 * reduces the page size.
 *
 * @seam The routes, their parameters and cursors, and that `GET /entities` reads all entities by cursor:
 * https://github.com/backstage/backstage/blob/v1.55.0/plugins/catalog-backend/src/service/createRouter.ts
 */
export function splitEntityPages(
  limits: Limits,
  options: SplitOptions,
): RequestHandler {
  const splitQuery = (key: 'body' | 'query') =>
    splitRequests((req, sizes) => {
      const page = readQueryPage(req[key], limits);
      const most = page.isSorted ? sizes.repeated : sizes.different;
      if (!(page.limit > most)) {
        return undefined;
      }
      if (page.isPrevious) {
        req[key].limit = key === 'body' ? most : String(most);
        return undefined;
      }
      return joinQuery(
        key === 'body' ? createBodyReader(req) : createQueryReader(req.url),
        { limit: page.limit, size: toPartSize(most, limits['lists.page']) },
      );
    }, options);

  return Router()
    .get(
      '/entities',
      splitRequests((req, sizes) => {
        const { after, limit, offset } = req.query;
        return [after, limit, offset].every(value => value === undefined)
          ? findWholeAnswer(req, { limits, sizes })
          : findOffsetAnswer(req, { limits, sizes });
      }, options),
    )
    .get('/entities/by-query', splitQuery('query'))
    .post('/entities/by-query', splitQuery('body'));
}

/** The maximum number of entities of a part, and the cursor of the previous part. */
interface Page {
  limit: number;
  cursor?: string;
}

type ReadPage = (read: ReadPart, page: Page) => Promise<Part>;

function readQueryPage(source: Record<string, unknown>, limits: Limits) {
  const { cursor, limit, orderBy, orderField } = { ...source };
  const found = readCursor(cursor, limits);
  const content = { ...('content' in found ? (found.content as object) : {}) };
  const { isPrevious, orderFields } = content as Record<string, unknown>;
  return {
    isPrevious: Boolean(isPrevious),
    isSorted: [orderBy, orderField, orderFields].flat().some(Boolean),
    limit: Number(limit ?? STANDARD_LIMIT),
  };
}

function createQueryReader(url: string): ReadPage {
  return (read, { cursor, limit }) => {
    const search = toSearch(url);
    search.set('limit', String(limit));
    if (cursor !== undefined) {
      search.set('cursor', cursor);
    }
    return read(`/entities/by-query?${search}`);
  };
}

function createBodyReader({ body, url }: Request): ReadPage {
  const path = `/entities/by-query?${toSearch(url)}`;
  return (read, { cursor, limit }) =>
    read(
      path,
      cursor === undefined
        ? { ...body, limit }
        : { cursor, fields: body?.fields, limit },
    );
}

/** Reads parts from the start to the limit. Every part except the last one is full. */
async function* readPages(
  readPage: (page: Page) => Promise<Part>,
  { limit, size }: { limit: number; size: number },
): AsyncIterable<Part> {
  let cursor: string | undefined;
  let left = limit;
  do {
    const page = { limit: Math.min(left, size), cursor };
    const part = await readPage(page);
    left -= page.limit;
    cursor = part.rest.pageInfo?.nextCursor;
    yield part;
  } while (left > 0 && cursor !== undefined);
}

function joinQuery(
  readPage: ReadPage,
  paging: { limit: number; size: number },
): Answer {
  return (read, res) => {
    let first: Part['rest'] | undefined;
    let last: Part['rest'] = {};
    const parts = readPages(async page => {
      const part = await readPage(read, page);
      first ??= part.rest;
      last = part.rest;
      return part;
    }, paging);
    return writeParts(res, parts, {
      before: '{"items":[',
      after() {
        const totalItems = first?.totalItems;
        // JSON omits undefined values.
        const pageInfo = {
          nextCursor: last.pageInfo?.nextCursor,
          prevCursor: first?.pageInfo?.prevCursor,
        };
        return `],${JSON.stringify({ totalItems, pageInfo }).slice(1)}`;
      },
    });
  };
}

/** For a request for all entities. The catalog handles an invalid request. */
function findWholeAnswer(
  { query, url }: Request,
  { limits, sizes }: { limits: Limits; sizes: PageSizes },
): Answer | undefined {
  const isSorted = query.order !== undefined;
  const most = isSorted ? sizes.repeated : sizes.different;
  const search = toSearch(url);
  const orders = search
    .getAll('order')
    .map(order => /^(asc|desc):(.+)$/.exec(order));
  if (most === Infinity || orders.includes(null)) {
    return undefined;
  }
  search.delete('order');
  orders.forEach(order =>
    search.append('orderField', `${order![2]},${order![1]}`),
  );
  search.set('totalItems', 'exclude');
  const readPage = createQueryReader(`/?${search}`);
  return (read, res) =>
    writeParts(
      res,
      readPages(page => readPage(read, page), {
        limit: Infinity,
        size: toPartSize(most, limits['lists.page']),
      }),
      { before: '[', after: () => ']' },
    );
}

/**
 * For a page at an offset. A sorted page is not split, because the catalog reads it from the first
 * entity on.
 */
function findOffsetAnswer(
  { query, url }: Request,
  { limits, sizes }: { limits: Limits; sizes: PageSizes },
): Answer | undefined {
  const { limit, offset } = readOffsetPage(query, limits);
  if (query.order !== undefined || !(limit > sizes.different)) {
    return undefined;
  }
  const size = toPartSize(sizes.different, limits['lists.page']);
  const end = offset + limit;
  const readAt = (read: ReadPart, parameters: object) => {
    const search = toSearch(url);
    search.delete('after');
    Object.entries(parameters).forEach(([name, value]) =>
      search.set(name, String(value)),
    );
    return read(`/entities?${search}`);
  };
  async function* readParts(
    read: ReadPart,
    res: Response,
  ): AsyncIterable<Part> {
    let hasNext = true;
    for (let start = offset; hasNext && start < end; start += size) {
      const part = await readAt(read, {
        offset: start,
        limit: Math.min(size, end - start),
      });
      hasNext = part.hasLink;
      if (hasNext && start === offset) {
        const next = { offset: end, limit: 1, fields: 'kind' };
        const { items } = await readAt(read, next);
        const link = createLink(url, { limit, offset: end });
        res.set(items.length > 0 ? { link } : {});
      }
      yield part;
    }
  }
  return (read, res) =>
    writeParts(res, readParts(read, res), { before: '[', after: () => ']' });
}

/** Links to the next page, like the catalog. */
function createLink(url: string, next: { limit: number; offset: number }) {
  const search = toSearch(url);
  search.delete('offset');
  search.set('after', Buffer.from(JSON.stringify(next)).toString('base64'));
  return `</entities?${search}>; rel="next"`;
}

function toSearch(url: string): URLSearchParams {
  return new URL(url, 'http://localhost').searchParams;
}
