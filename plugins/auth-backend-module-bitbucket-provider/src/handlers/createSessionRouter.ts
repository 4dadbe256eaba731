import {
  BITBUCKET_SESSION_REASON_MAX_LENGTH,
  bitbucketSessionEndPermission,
  bitbucketSessionReadPermission,
} from '@backstage-bitbucket/plugin-bitbucket-auth-common';
import {
  BackstageCredentials,
  BackstageUserPrincipal,
  HttpAuthService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import {
  KubernetesValidatorFunctions,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import {
  AuthenticationError,
  InputError,
  NotAllowedError,
  NotFoundError,
} from '@backstage/errors';
import {
  AuthorizeResult,
  BasicPermission,
} from '@backstage/plugin-permission-common';
import cookieParser from 'cookie-parser';
import { Request, RequestHandler, Response, Router } from 'express';
import createRouter from 'express-promise-router';
import { SessionAdministration } from '../sessions/SessionAdministration';
import { SessionRow } from '../sessions/SessionRow';
import { OpenSession } from '../sessions/Sessions';
import { UnavailableError } from '../sessions/UnavailableError';
import { HandlerContext, ProviderEnvironment } from './ProviderEnvironment';
import { listSessions } from './listSessions';
import { checkScript, findEnvironment } from './requestChecks';

const TOKEN_NOTE =
  'A page that is open keeps access for up to an hour, until its Backstage token expires.';

export interface SessionRouterOptions {
  administration: SessionAdministration;
  context: HandlerContext;
  httpAuth: HttpAuthService;
  /** Whether `permission.enabled` is true. Without it every user would be an administrator. */
  isPermissionEnabled: boolean;
  permissions: PermissionsService;
}

type UserCredentials = BackstageCredentials<BackstageUserPrincipal>;

/** A user with the session of this browser. */
interface OwnSession {
  current: OpenSession;
  environment: ProviderEnvironment;
  userEntityRef: string;
}

/**
 * The routes for sessions: those of the user who asks, and for administrators those of another user.
 *
 * The routes of the auth backend need no credentials, so each handler asks for them.
 */
export function createSessionRouter(options: SessionRouterOptions): Router {
  const { administration, context } = options;
  const router = createRouter();
  // Of the routes of the auth backend, these only.
  router.use(['/bitbucket/sessions', '/bitbucket/users'], cookieParser());
  router.use(['/bitbucket/sessions', '/bitbucket/users'], (_, res, next) => {
    res.setHeader('Cache-Control', 'no-store');
    next();
  });

  const own = (
    act: (req: Request, res: Response, own: OwnSession) => Promise<void>,
  ) =>
    withRetryAfter(async (req, res) =>
      act(req, res, await openOwn(req, options)),
    );

  router.get(
    '/bitbucket/sessions',
    own(async (req, res, session) => {
      const rows = await listOwn(administration, session);
      res.json({ sessions: listSessions(req, rows, context) });
    }),
  );
  router.delete(
    '/bitbucket/sessions/:id?',
    own(async (req, res, session) => {
      const rows = (await listOwn(administration, session)).filter(row =>
        req.params.id === undefined
          ? row.publicId !== session.current.row.publicId
          : row.publicId === req.params.id,
      );
      requireFound(req, rows);
      const ended = await administration.end({
        rows,
        end: { reason: 'signed_out_elsewhere', by: session.userEntityRef },
        request: req,
      });
      res.json({ ended, notes: ended > 0 ? [TOKEN_NOTE] : [] });
    }),
  );

  const users = '/bitbucket/users/:namespace/:name/sessions';
  router.get(
    users,
    withRetryAfter(async (req, res) => {
      await requirePermission(req, bitbucketSessionReadPermission, options);
      const rows = await listOfUser(req, options);
      await options.context.audit.succeeded({
        eventId: 'session-list',
        request: req,
        meta: { userEntityRef: refOf(req) },
      });
      res.json({ sessions: listSessions(req, rows, context) });
    }),
  );
  router.delete(
    `${users}/:id?`,
    withRetryAfter(async (req, res) => {
      const { principal } = await requirePermission(
        req,
        bitbucketSessionEndPermission,
        options,
      );
      const reason = readReason(req);
      const rows = (await listOfUser(req, options)).filter(
        row => req.params.id === undefined || row.publicId === req.params.id,
      );
      requireFound(req, rows);
      const end = {
        reason: 'administrator',
        by: principal.userEntityRef,
        note: reason,
      } as const;
      const ended = await administration.end({ rows, end, request: req });
      const offline =
        req.params.id === undefined
          ? await administration.endOfflineSessions(refOf(req), end, req)
          : 0;
      res.json({ ended, notes: describeAccess({ ended, offline, req }) });
    }),
  );
  return router;
}

/** Tells the client when to try again, if the database does not answer. */
function withRetryAfter(
  handle: (req: Request, res: Response) => Promise<void>,
): RequestHandler {
  return async (req, res) => {
    try {
      await handle(req, res);
    } catch (error) {
      if (error instanceof UnavailableError) {
        res.setHeader('Retry-After', String(error.retryAfterSeconds));
      }
      throw error;
    }
  };
}

function describeAccess(outcome: {
  ended: number;
  offline: number;
  req: Request;
}): string[] {
  const { ended, offline, req } = outcome;
  return [
    ...(ended > 0 ? [TOKEN_NOTE] : []),
    ...(offline > 0
      ? [
          `Access of ${offline} command line tools or AI assistants ended as well.`,
        ]
      : []),
    ...(req.params.id === undefined
      ? [
          'The user can sign in again. To prevent that, remove the user from the workspace at Bitbucket or from the catalog.',
        ]
      : []),
  ];
}

async function openOwn(
  req: Request,
  { context, httpAuth }: SessionRouterOptions,
): Promise<OwnSession> {
  checkScript(req, context);
  const { principal } = await httpAuth.credentials(req, { allow: ['user'] });
  const environment = findEnvironment(context.environments, envOf(req));
  const cookie = environment.cookies.readSession(req);
  if (cookie === undefined) {
    throw new AuthenticationError(
      'This browser has no session of the portal. Sign in again.',
    );
  }
  const current = await context.sessions.open(cookie, environment, req);
  if (current.row.userEntityRef !== principal.userEntityRef) {
    throw new NotAllowedError(
      'The session of this browser belongs to another user. Reload the page.',
    );
  }
  return { current, environment, userEntityRef: principal.userEntityRef };
}

function listOwn(
  { store }: SessionAdministration,
  { current, environment }: OwnSession,
): Promise<SessionRow[]> {
  // Of the account, which is sealed. The user of the catalog can change.
  return store.list({
    accountUuid: current.content.account.uuid,
    environment: environment.name,
  });
}

async function requirePermission(
  req: Request,
  permission: BasicPermission,
  options: SessionRouterOptions,
): Promise<UserCredentials> {
  checkScript(req, options.context);
  const credentials = await options.httpAuth.credentials(req, {
    allow: ['user'],
  });
  if (!options.isPermissionEnabled) {
    throw new NotAllowedError(
      'Sessions of other users can be managed only with permission.enabled: true in the configuration of the portal.',
    );
  }
  const [{ result }] = await options.permissions.authorize([{ permission }], {
    credentials,
  });
  if (result !== AuthorizeResult.ALLOW) {
    throw new NotAllowedError(
      'Only an administrator of the portal can manage the sessions of other users.',
    );
  }
  return credentials;
}

function listOfUser(
  req: Request,
  { administration, context }: SessionRouterOptions,
): Promise<SessionRow[]> {
  const environment = envOf(req);
  if (environment !== undefined) {
    findEnvironment(context.environments, environment);
  }
  return administration.store.list({
    userEntityRef: refOf(req),
    ...(environment !== undefined && { environment }),
  });
}

function refOf(req: Request): string {
  const { namespace, name } = req.params;
  if (
    ![namespace, name].every(KubernetesValidatorFunctions.isValidObjectName)
  ) {
    throw new NotFoundError('There is no user of this name.');
  }
  return stringifyEntityRef({ kind: 'User', namespace, name });
}

function envOf(req: Request): string | undefined {
  const { env } = req.query;
  return typeof env === 'string' ? env : undefined;
}

function readReason(req: Request): string | undefined {
  const { reason } = req.query;
  if (reason === undefined || reason === '') {
    return undefined;
  }
  if (
    typeof reason !== 'string' ||
    reason.length > BITBUCKET_SESSION_REASON_MAX_LENGTH ||
    /[\p{Cc}\p{Zl}\p{Zp}]/u.test(reason)
  ) {
    throw new InputError(
      `The reason is not one line of at most ${BITBUCKET_SESSION_REASON_MAX_LENGTH} characters.`,
    );
  }
  return reason;
}

function requireFound(req: Request, rows: SessionRow[]) {
  if (req.params.id !== undefined && rows.length === 0) {
    throw new NotFoundError(
      'The session does not exist, or it has ended. Read the list again.',
    );
  }
}
