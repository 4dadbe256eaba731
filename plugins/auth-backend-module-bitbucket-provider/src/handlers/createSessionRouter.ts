import {
  bitbucketSessionEndPermission,
  bitbucketSessionReadPermission,
} from '@backstage-bitbucket/plugin-bitbucket-auth-common';
import {
  AuthenticationError,
  NotAllowedError,
  NotFoundError,
} from '@backstage/errors';
import cookieParser from 'cookie-parser';
import {
  type Request,
  type RequestHandler,
  type Response,
  type Router,
} from 'express';
import createRouter from 'express-promise-router';
import { type SessionAdministration } from '../sessions/SessionAdministration';
import { type SessionRow } from '../model/SessionRow';
import { type OpenSession } from '../sessions/Sessions';
import { UnavailableError } from '../model/UnavailableError';
import {
  type AdministratorOptions,
  readReason,
  readUser,
  requirePermission,
} from './administratorRequests';
import { type ProviderEnvironment } from './ProviderEnvironment';
import { listSessions } from './listSessions';
import { checkScript, findEnvironment } from './requestChecks';

const TOKEN_NOTE =
  'A page that is open keeps access for up to an hour, until its Backstage token expires.';

export interface SessionRouterOptions extends AdministratorOptions {
  administration: SessionAdministration;
  /** Returns the uuid of the user's Bitbucket account, from the catalog. */
  findAccount: (userEntityRef: string) => Promise<string | undefined>;
}

/** A user with the session of this browser. */
interface OwnSession {
  current: OpenSession;
  environment: ProviderEnvironment;
  userEntityRef: string;
}

/**
 * The routes for sessions: the own sessions of each user, and for administrators those of other users.
 *
 * The routes of the auth backend require no credentials, so each handler checks them.
 */
export function createSessionRouter(options: SessionRouterOptions): Router {
  const { administration, context } = options;
  const router = createRouter();
  // Applies to these routes of the auth backend only.
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
      await requirePermission(req, options, {
        permission: bitbucketSessionReadPermission,
        eventId: 'session-list',
      });
      const { rows } = await listOfUser(req, options);
      await options.context.audit.succeeded({
        eventId: 'session-list',
        request: req,
        meta: { userEntityRef: readUser(req) },
      });
      res.json({ sessions: listSessions(req, rows, context) });
    }),
  );
  router.delete(
    `${users}/:id?`,
    withRetryAfter(async (req, res) => {
      const { principal } = await requirePermission(req, options, {
        permission: bitbucketSessionEndPermission,
        eventId: 'session-end',
      });
      const reason = readReason(req);
      const { rows: all, isComplete } = await listOfUser(req, options);
      const rows = all.filter(
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
          ? await administration.endOfflineSessions(readUser(req), end, req)
          : 0;
      res.json({
        ended,
        notes: describeAccess({ ended, offline, isComplete, req }),
      });
    }),
  );
  return router;
}

/** Sends `Retry-After` to the client if the database does not respond. */
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
  isComplete: boolean;
  req: Request;
}): string[] {
  const { ended, offline, isComplete, req } = outcome;
  return [
    ...(ended > 0 ? [TOKEN_NOTE] : []),
    ...(offline > 0
      ? [
          `Access of ${offline} command line tools or AI assistants ended as well.`,
        ]
      : []),
    ...(isComplete
      ? []
      : [
          'The catalog does not respond, so sessions of this user under another name can remain. Try again in a few minutes.',
        ]),
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
  // The account is sealed in the session, but the user in the catalog can change.
  return store.list({
    accountUuid: current.content.account.uuid,
    environment: environment.name,
  });
}

/**
 * Returns the sessions of a user, including those that began under another name of the same user.
 *
 * @returns `isComplete`: false if the catalog did not return the user's account
 */
async function listOfUser(
  req: Request,
  { administration, context, findAccount }: SessionRouterOptions,
): Promise<{ rows: SessionRow[]; isComplete: boolean }> {
  const environment = envOf(req);
  if (environment !== undefined) {
    findEnvironment(context.environments, environment);
  }
  const userEntityRef = readUser(req);
  let isComplete = true;
  const accountUuid = await findAccount(userEntityRef).catch(() => {
    isComplete = false;
    return undefined;
  });
  const rows = await administration.store.list({
    userEntityRef,
    ...(accountUuid !== undefined && { accountUuid }),
    ...(environment !== undefined && { environment }),
  });
  return { rows, isComplete };
}

function envOf(req: Request): string | undefined {
  const { env } = req.query;
  return typeof env === 'string' ? env : undefined;
}

function requireFound(req: Request, rows: SessionRow[]) {
  if (req.params.id !== undefined && rows.length === 0) {
    throw new NotFoundError(
      'The session does not exist, or it has ended. Reload the list.',
    );
  }
}
