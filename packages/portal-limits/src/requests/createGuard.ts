import {
  type AuthService,
  type DatabaseService,
  type DiscoveryService,
  type HttpAuthService,
  type PermissionsService,
} from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import {
  type Request,
  type RequestHandler,
  type Response,
  Router,
} from 'express';
import { type Limits } from '../limits/limits';
import { createWorkQueue, type RunInTurn } from '../workQueue';
import { assertNoConditions } from './assertNoConditions';
import { createLargeBodyRouter, type LargeBody } from './createLargeBodyRouter';
import { findPageProblem } from './findPageProblem';
import { readBody } from './readBody';

/** The body size that Backstage's plugins accept by default. */
export const BODY_SIZE = 100 * 1024;

/** What a guard requires from its plugin. */
export interface GuardOptions {
  auth: AuthService;
  database: DatabaseService;
  discovery: DiscoveryService;
  httpAuth: HttpAuthService;
  permissions: PermissionsService;
  limits: Limits;
  /** For checks that keep the event loop busy. */
  runInTurn: RunInTurn;
}

/** How a guard handles the requests to a plugin. */
export interface GuardRules {
  /** Whether the limits apply to all requests. The guard reads no token in this case. */
  isPublic?: boolean;
  /** Returns a sentence for the user if a request exceeds a limit. */
  check?(req: Request, limits: Limits): string | undefined;
  /** Maximum bytes of a JSON body. Default: {@link BODY_SIZE} */
  bodySize?(limits: Limits): number;
  /** The only route of the plugin that accepts larger bodies. */
  largeBody?: LargeBody;
  /** Runs after the checks and before the plugin, for requests to which the limits apply. */
  prepare?(limits: Limits, options: GuardOptions): RequestHandler;
}

/**
 * Rejects requests that exceed a limit with status 400, before the plugin reads them.
 *
 * The limits apply to users, and to plugins that act on behalf of a user. A plugin that acts for itself,
 * such as the search indexer, is trusted. Backstage has already checked the token of the request, so
 * requests without a token do not reach the guard.
 */
export function createGuard(options: GuardOptions, rules: GuardRules): Router {
  const { auth, httpAuth, limits } = options;
  const { check, largeBody, prepare } = rules;
  const size = rules.bodySize?.(limits) ?? BODY_SIZE;
  const prepared = prepare?.(limits, options);
  // Not the queue for files, in which a request would wait for the files of all users.
  const runInTurn = createWorkQueue();

  async function guard(req: Request, res: Response): Promise<boolean> {
    const credentials = rules.isPublic
      ? await auth.getNoneCredentials()
      : await httpAuth.credentials(req, {
          allow: ['user', 'service', 'none'],
          allowLimitedAccess: true,
        });
    const isTrusted = auth.isPrincipal(credentials, 'service');
    assertNoConditions(req.path, credentials);
    await readBody(req, res, {
      size,
      inflate: true,
      limits: isTrusted ? undefined : limits,
      runInTurn,
    });
    const problem = isTrusted
      ? undefined
      : check?.(req, limits) ?? findPageProblems(req);
    if (problem) {
      throw new InputError(problem);
    }
    return isTrusted;
  }

  const router = Router();
  if (largeBody) {
    router.use(createLargeBodyRouter(largeBody, { ...options, runInTurn }));
  }
  router.use((req, res, next) => {
    guard(req, res).then(isTrusted => {
      if (prepared && !isTrusted) {
        prepared(req, res, next);
      } else {
        next();
      }
    }, next);
  });
  return router;
}

function findPageProblems({ body, query }: Request): string | undefined {
  return [query, body, body?.input].map(findPageProblem).find(Boolean);
}
