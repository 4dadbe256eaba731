import { type DiscoveryService } from '@backstage/backend-plugin-api';
import { type Request, type Response } from 'express';
import { once } from 'node:events';

/** A part that waits longer is canceled. */
const LONGEST_MS = 60_000;

/**
 * A part of the response to a large request: a list of entities as JSON without its brackets, and the
 * values around it.
 */
export interface Part {
  items: Buffer;
  /** The values after the list, or an empty map. */
  rest: { totalItems?: number; pageInfo?: Record<string, string> };
  /** Whether the catalog has a page after this one, for `GET /entities`. */
  hasLink: boolean;
}

/** Reads a part as the user of a request. The path has its query. */
export type ReadPart = (path: string, body?: object) => Promise<Part>;

/** An error response of the catalog to any part. */
class PartError extends Error {
  constructor(
    readonly status: number,
    readonly body: unknown,
    readonly retryAfter: string | null,
  ) {
    super(`The catalog returned status ${status} for a part of a request`);
  }
}

/**
 * Creates a reader that sends requests to the catalog. It does not parse the entities.
 *
 * @seam How the catalog writes its lists:
 * https://github.com/backstage/backstage/blob/v1.55.0/plugins/catalog-backend/src/service/response/write.ts
 * @seamTest packages/portal-limits/src/catalogQueries/splitEntityPages.test.ts
 */
export function createPartReader(
  req: Request,
  discovery: DiscoveryService,
): ReadPart {
  return async (path, body) => {
    const response = await fetch(
      `${await discovery.getBaseUrl('catalog')}${path}`,
      {
        method: body ? 'POST' : 'GET',
        headers: {
          authorization: req.get('authorization') ?? '',
          'accept-encoding': 'identity',
          'content-type': 'application/json',
        },
        body: body ? JSON.stringify(body) : undefined,
        signal: AbortSignal.timeout(LONGEST_MS),
      },
    );
    if (!response.ok) {
      throw new PartError(
        response.status,
        await response.json(),
        response.headers.get('retry-after'),
      );
    }
    return {
      ...cut(Buffer.from(await response.arrayBuffer())),
      hasLink: response.headers.has('link'),
    };
  };
}

const START = '{"items":[';
const END = '],"totalItems":';

/** The last `totalItems` belongs to the response, because only cursors follow it. */
function cut(json: Buffer): Pick<Part, 'items' | 'rest'> {
  if (json.subarray(0, 1).toString() === '[') {
    return { items: json.subarray(1, -1), rest: {} };
  }
  if (json.subarray(0, START.length).toString() !== START) {
    throw new Error('The catalog returned a list in an unknown form');
  }
  if (json.subarray(-2).toString() === ']}') {
    return { items: json.subarray(START.length, -2), rest: {} };
  }
  const end = json.lastIndexOf(END);
  return {
    items: json.subarray(START.length, end),
    rest: JSON.parse(`{${json.subarray(end + 2)}`),
  };
}

/**
 * Writes parts as one response, each part after the client has read the previous one.
 *
 * @param wrap - the text before the list, and the text after it when all parts are read
 */
export async function writeParts(
  res: Response,
  parts: AsyncIterable<Part>,
  wrap: { before: string; after(): string },
): Promise<void> {
  try {
    let before = wrap.before;
    for await (const { items } of parts) {
      if (!res.headersSent) {
        res.type('json');
      }
      await write(res, before);
      await write(res, items);
      if (res.closed) {
        break;
      }
      before = ',';
      // Lets other requests run before the next part.
      await new Promise(setImmediate);
    }
    res.end(wrap.after());
  } catch (error) {
    if (res.headersSent) {
      // The client must not treat the incomplete list as complete.
      res.destroy();
    } else if (error instanceof PartError) {
      res.set(error.retryAfter ? { 'retry-after': error.retryAfter } : {});
      res.status(error.status).json(error.body);
    } else {
      throw error;
    }
  }
}

async function write(res: Response, data: string | Buffer): Promise<void> {
  if (data.length > 0 && !res.write(data) && !res.closed) {
    const stop = new AbortController();
    const events = ['drain', 'close'].map(event =>
      once(res, event, { signal: stop.signal }),
    );
    await Promise.race(events).finally(() => {
      events.forEach(event => event.catch(() => {}));
      stop.abort();
    });
  }
}
