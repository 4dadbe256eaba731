import { DiscoveryService } from '@backstage/backend-plugin-api';
import { Request, RequestHandler, Response, Router } from 'express';

/** Each reference is an entity, with up to 512 KiB of the definition of an API. */
const MOST_REFS = 50;

/**
 * Splits a request for some fields of entities into requests for few and different entities. The catalog
 * parses all entities of such a request at once, and an entity again for each reference to it. Without
 * fields, it parses nothing.
 *
 * @seam The route, and that its items are in the order of the references:
 * https://github.com/backstage/backstage/blob/v1.55.0/plugins/catalog-backend/src/service/createRouter.ts
 */
export function splitEntityRefs({
  discovery,
}: {
  discovery: DiscoveryService;
}): RequestHandler {
  async function readEntities(req: Request, res: Response) {
    const { entityRefs, ...rest } = req.body as { entityRefs: string[] };
    const { search } = new URL(req.url, 'http://localhost');
    const url = `${await discovery.getBaseUrl(
      'catalog',
    )}/entities/by-refs${search}`;
    const different = [...new Set(entityRefs)];
    const entities = new Map<string, unknown>();
    for (let start = 0; start < different.length; start += MOST_REFS) {
      if (res.closed) {
        return;
      }
      const part = different.slice(start, start + MOST_REFS);
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          authorization: req.get('authorization') ?? '',
          'content-type': 'application/json',
        },
        body: JSON.stringify({ ...rest, entityRefs: part }),
      });
      const body = await response.json();
      if (!response.ok) {
        const wait = response.headers.get('retry-after');
        res.set(wait ? { 'retry-after': wait } : {});
        res.status(response.status).json(body);
        return;
      }
      part.forEach((ref, index) => entities.set(ref, body.items[index]));
    }
    res.json({ items: entityRefs.map(ref => entities.get(ref)) });
  }

  return Router().post('/entities/by-refs', (req, res, next) => {
    if (hasManyRefs(req.body)) {
      readEntities(req, res).catch(next);
    } else {
      next();
    }
  });
}

/** A body that is not valid is left to the plugin. */
function hasManyRefs(body: unknown): boolean {
  const { entityRefs, fields } = { ...(body as object) } as {
    entityRefs?: unknown;
    fields?: unknown;
  };
  return (
    [fields].flat().some(Boolean) &&
    Array.isArray(entityRefs) &&
    entityRefs.every(ref => typeof ref === 'string') &&
    (entityRefs.length > MOST_REFS ||
      new Set(entityRefs).size < entityRefs.length)
  );
}
