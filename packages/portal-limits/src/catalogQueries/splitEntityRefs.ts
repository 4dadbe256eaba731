import { type Request, type RequestHandler, Router } from 'express';
import { type Part, type ReadPart, writeParts } from './catalogParts';
import { type PageSizes } from './EntitySizes';
import {
  type Answer,
  type SplitOptions,
  splitRequests,
  toPartSize,
} from './splitRequests';

/**
 * Splits a request for many entities into several smaller requests. The catalog holds all entities of a
 * request in memory. If the request has fields, it parses all entities, and repeated entities once per
 * reference.
 *
 * @seam The route, and that its items are in the order of the references:
 * https://github.com/backstage/backstage/blob/v1.55.0/plugins/catalog-backend/src/service/createRouter.ts
 */
export function splitEntityRefs(options: SplitOptions): RequestHandler {
  return Router().post('/entities/by-refs', splitRequests(findAnswer, options));
}

function findAnswer(
  { body, url }: Request,
  sizes: PageSizes,
): Answer | undefined {
  const refs = readRefs(body);
  const isRepeated = new Set(refs).size < refs.length;
  const most = isRepeated ? sizes.repeated : sizes.different;
  if (refs.length <= most) {
    return undefined;
  }
  const path = `/entities/by-refs${new URL(url, 'http://localhost').search}`;
  async function* readParts(read: ReadPart): AsyncIterable<Part> {
    const size = toPartSize(most, refs.length);
    for (let start = 0; start < refs.length; start += size) {
      const entityRefs = refs.slice(start, start + size);
      yield await read(path, { ...body, entityRefs });
    }
  }
  return (read, res) =>
    writeParts(res, readParts(read), {
      before: '{"items":[',
      after: () => ']}',
    });
}

/** The plugin handles an invalid body. */
function readRefs(body: unknown): string[] {
  const { entityRefs } = { ...(body as object) } as { entityRefs?: unknown };
  return Array.isArray(entityRefs) &&
    entityRefs.every(ref => typeof ref === 'string')
    ? entityRefs
    : [];
}
