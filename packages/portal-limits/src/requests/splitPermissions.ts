import {
  type Request,
  type RequestHandler,
  type Response,
  Router,
} from 'express';
import { describeRemedy, type Limits } from '../limits/limits';
import type { GuardOptions } from './createGuard';
import { createTurns } from './createTurns';

/** Each resource is an entity, with up to 512 KiB for the definition of an API. */
const MOST_RESOURCES = 10;

/** A permission in a request. */
interface Item {
  resourceRef?: string | string[];
}

/** A decision for one resource, or for each of several resources. */
interface Decision {
  result: string | string[];
}

/** Some resources of an item. */
interface Part {
  index: number;
  item: Item;
}

/**
 * Splits a request for the permissions of many resources. The catalog reads and parses all resources of
 * a request at once, which would block it for seconds. The plugin handles an invalid request.
 *
 * Only one large request of a user runs at a time, and only few smaller ones, because each takes one of
 * the catalog's database connections. A request without a resource does not wait.
 *
 * @seam The route, and that the decisions are in the order of the items:
 * https://github.com/backstage/backstage/blob/v1.55.0/plugins/permission-backend/src/service/router.ts
 */
export function splitPermissions(
  limits: Limits,
  { discovery, httpAuth }: Pick<GuardOptions, 'discovery' | 'httpAuth'>,
): RequestHandler {
  const waiting = limits['queries.waiting'];
  const turns = {
    httpAuth,
    waiting,
    message: `You have ${waiting} requests for permissions that wait. ${describeRemedy(
      'queries.waiting',
      'Wait until some of them are finished.',
    )}`,
  };
  const takeLargeTurn = createTurns({ ...turns, running: 1 });
  // Each part of a large request waits for its own turn.
  const takeTurn = createTurns({
    ...turns,
    running: limits['queries.running'],
  });

  async function authorize(req: Request, res: Response) {
    const { items } = req.body as { items: Item[] };
    const decisions: Decision[] = [];
    for (const parts of split(items)) {
      if (res.closed) {
        res.end();
        return;
      }
      const response = await fetch(
        `${await discovery.getBaseUrl('permission')}/authorize`,
        {
          method: 'POST',
          headers: {
            authorization: req.get('authorization') ?? '',
            'content-type': 'application/json',
          },
          body: JSON.stringify({ items: parts.map(({ item }) => item) }),
        },
      );
      const body = await response.json();
      if (!response.ok) {
        res.status(response.status).json(body);
        return;
      }
      parts.forEach(({ index }, position) => {
        decisions[index] = join(decisions[index], body.items[position]);
      });
    }
    res.json({ items: decisions });
  }

  return Router().post('/authorize', (req, res, next) => {
    const resources = readResources(req.body);
    if (resources.length > MOST_RESOURCES) {
      takeLargeTurn(req, res, (error?: unknown) =>
        error ? next(error) : authorize(req, res).catch(next),
      );
    } else if (resources.some(Boolean)) {
      takeTurn(req, res, next);
    } else {
      next();
    }
  });
}

/** Returns the resources of all items, and an empty value for each item without a resource. */
function readResources(body: unknown): unknown[] {
  const { items } = { ...(body as object) } as { items?: unknown };
  return Array.isArray(items)
    ? items.flatMap(item => item?.resourceRef ?? [undefined])
    : [];
}

/** Returns groups of parts with few resources per group. */
function split(items: Item[]): Part[][] {
  const groups: Part[][] = [[]];
  let free = MOST_RESOURCES;
  for (const [index, item] of items.entries()) {
    let rest = [item?.resourceRef].flat();
    do {
      if (free === 0) {
        groups.push([]);
        free = MOST_RESOURCES;
      }
      const taken = rest.slice(0, free);
      rest = rest.slice(free);
      free -= Math.max(1, taken.length);
      groups.at(-1)!.push({
        index,
        item: Array.isArray(item?.resourceRef)
          ? { ...item, resourceRef: taken as string[] }
          : item,
      });
    } while (rest.length > 0);
  }
  return groups;
}

/** A decision that does not depend on the resource is the same for all parts. */
function join(first: Decision | undefined, next: Decision): Decision {
  return Array.isArray(first?.result)
    ? { ...next, result: first.result.concat(next.result) }
    : next;
}
