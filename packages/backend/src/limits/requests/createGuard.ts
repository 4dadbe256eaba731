import { AuthService, HttpAuthService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import express, { Request, RequestHandler, Router } from 'express';
import { describeRemedy, Limits } from '../limits';
import { findExceededBound } from '../measureValue';

/** Routes that Backstage adds to every plugin, such as actions. They accept 100 kB. */
const FRAMEWORK_ROUTES = ['/.backstage', '/.well-known'];

/** What a guard needs from the plugin that it stands before. */
export interface GuardOptions {
  auth: AuthService;
  httpAuth: HttpAuthService;
  limits: Limits;
  /** Largest JSON body. It must be the size that the plugin accepts. Default: the one of Express, 100 kB. */
  bodySize?: string;
}

/** Returns a sentence for the user when a request exceeds a limit. */
export type RequestCheck = (req: Request) => string | undefined;

/**
 * Refuses requests that exceed a limit with status 400, before the plugin reads them.
 *
 * The limits apply to users, and to plugins that act on behalf of a user. A plugin that acts for itself,
 * such as the indexing of search, is trusted.
 */
export function createGuard(
  { auth, bodySize, httpAuth, limits }: GuardOptions,
  check: RequestCheck = () => undefined,
): Router {
  const guard: RequestHandler = (req, _res, next) => {
    isTrusted(req).then(
      trusted => {
        const problem = trusted
          ? undefined
          : check(req) ?? findDepthProblem(req, limits);
        next(problem && new InputError(problem));
      },
      error => next(error),
    );
  };

  async function isTrusted(req: Request): Promise<boolean> {
    const credentials = await httpAuth.credentials(req, {
      allow: ['user', 'service', 'none'],
      allowLimitedAccess: true,
    });
    return auth.isPrincipal(credentials, 'service');
  }

  const router = Router();
  // A later parser sees that the body is parsed already, and leaves it as it is.
  router.use(FRAMEWORK_ROUTES, express.json());
  router.use(express.json({ limit: bodySize }), guard);
  return router;
}

function findDepthProblem({ body }: Request, limits: Limits) {
  const depth = limits['body.depth'];
  return findExceededBound(body, { depth, values: Infinity }) === 'depth'
    ? `The request body has more than ${depth} nested lists and maps. ${describeRemedy(
        'body.depth',
        'Use fewer levels.',
      )}`
    : undefined;
}
