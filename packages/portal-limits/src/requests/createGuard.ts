import {
  AuthService,
  DatabaseService,
  DiscoveryService,
  HttpAuthService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { Request, RequestHandler, Response, Router } from 'express';
import { Limits } from '../limits/limits';
import { createWorkQueue, RunInTurn } from '../workQueue';
import { assertNoConditions } from './assertNoConditions';
import { createLargeBodyRouter, LargeBody } from './createLargeBodyRouter';
import { findPageProblem } from './findPageProblem';
import { readBody } from './readBody';

/** What Backstage's plugins accept, unless they set another size. */
export const BODY_SIZE = 100 * 1024;

/** What a guard needs from the plugin that it stands before. */
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

/** What a guard does with the requests to a plugin. */
export interface GuardRules {
  /** Whether the limits apply to all requests, and the guard reads no token. */
  isPublic?: boolean;
  /** Returns a sentence for the user when a request exceeds a limit. */
  check?(req: Request, limits: Limits): string | undefined;
  /** Most bytes of a JSON body. Default: {@link BODY_SIZE} */
  bodySize?(limits: Limits): number;
  /** The one route of the plugin that needs larger bodies. */
  largeBody?: LargeBody;
  /** Runs after the checks, before the plugin, for requests that the limits apply to. */
  prepare?(limits: Limits, options: GuardOptions): RequestHandler;
}

/**
 * Refuses requests that exceed a limit with status 400, before the plugin reads them.
 *
 * The limits apply to users, and to plugins that act on behalf of a user. A plugin that acts for itself,
 * such as the indexing of search, is trusted. Backstage has checked the token of the request already, so
 * a request without one does not get here.
 */
export function createGuard(options: GuardOptions, rules: GuardRules): Router {
  const { auth, httpAuth, limits } = options;
  const { check, largeBody, prepare } = rules;
  const size = rules.bodySize?.(limits) ?? BODY_SIZE;
  const prepared = prepare?.(limits, options);
  // Not the queue of the files, in which a request would wait for the files of all users.
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
