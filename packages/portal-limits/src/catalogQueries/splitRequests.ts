import { type DiscoveryService } from '@backstage/backend-plugin-api';
import { type Request, type RequestHandler, type Response } from 'express';
import { createPartReader, type ReadPart } from './catalogParts';
import { type EntitySizes, type PageSizes } from './EntitySizes';

/** Dependencies of a handler that splits large requests. */
export interface SplitOptions {
  discovery: DiscoveryService;
  sizes: Pick<EntitySizes, 'read'>;
  /** Waits for the turn of a large request. Each part waits for a turn of its own type. */
  takeTurn: RequestHandler;
}

/** Responds to a request with several parts. */
export type Answer = (read: ReadPart, res: Response) => Promise<void>;

/**
 * Responds to requests that are too large to be read at once with several parts, and passes other
 * requests to the catalog.
 *
 * @param findAnswer - returns `undefined` for a request that the catalog can handle at once
 */
export function splitRequests(
  findAnswer: (req: Request, sizes: PageSizes) => Answer | undefined,
  { discovery, sizes, takeTurn }: SplitOptions,
): RequestHandler {
  return (req, res, next) => {
    sizes.read().then(found => {
      const answer = findAnswer(req, found);
      if (!answer) {
        next();
        return;
      }
      takeTurn(req, res, (error?: unknown) => {
        if (error) {
          next(error);
        } else {
          answer(createPartReader(req, discovery), res).catch(next);
        }
      });
    }, next);
  };
}

/**
 * Returns how many entities a part contains. It is less than the catalog can read at once, so that a
 * part is not split again if the entities grow.
 *
 * @param most - how many entities the catalog can read at once
 * @param limit - the maximum number of entities of a request
 */
export function toPartSize(most: number, limit: number): number {
  return Math.min(limit, Math.max(50, Math.floor(most / 2)));
}
