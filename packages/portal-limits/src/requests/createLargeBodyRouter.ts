import {
  type HttpAuthService,
  type PermissionsService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import { type Request, type RequestHandler, Router } from 'express';
import { type Limits } from '../limits/limits';
import { type RunInTurn } from '../workQueue';
import { onceClosed } from './onceClosed';
import { readBody } from './readBody';
import { StatusError } from './StatusError';

/** Each request holds its body in memory several times. */
const MOST_REQUESTS = 3;

/** A route that accepts a body larger than the other routes of its plugin. */
export interface LargeBody {
  path: string;
  /** Maximum bytes of the body. The plugin must also accept them. */
  size: number;
  /** Name of the permission that the plugin requires for the route. It has no resource. */
  permission: string;
}

/**
 * Reads the bodies of a route that accepts large ones. It checks the permission before it reads the
 * body, rejects compressed bodies, and handles few requests at the same time.
 */
export function createLargeBodyRouter(
  { path, permission, size }: LargeBody,
  options: {
    httpAuth: HttpAuthService;
    limits: Limits;
    permissions: PermissionsService;
    runInTurn: RunInTurn;
  },
): Router {
  const { httpAuth, limits, permissions, runInTurn } = options;

  async function authorize(req: Request) {
    const credentials = await httpAuth.credentials(req);
    const [{ result }] = await permissions.authorize(
      [{ permission: { type: 'basic', name: permission, attributes: {} } }],
      { credentials },
    );
    if (String(result) !== 'ALLOW') {
      throw new NotAllowedError(
        `You do not have the permission ${permission}. Ask an administrator of the portal.`,
      );
    }
  }

  return Router().post(
    path,
    (req, _res, next) => {
      authorize(req).then(() => next(), next);
    },
    limitConcurrency(MOST_REQUESTS),
    (req, res, next) => {
      readBody(req, res, { size, inflate: false, limits, runInTurn }).then(
        () => next(),
        next,
      );
    },
  );
}

/** Rejects a request while too many others are in progress. */
function limitConcurrency(most: number): RequestHandler {
  let running = 0;
  return (_req, res, next) => {
    if (running >= most) {
      next(
        new StatusError(
          429,
          `The portal handles ${most} of these requests at the same time. Try again later.`,
        ),
      );
      return;
    }
    running++;
    onceClosed(res, () => {
      running--;
    });
    next();
  };
}
