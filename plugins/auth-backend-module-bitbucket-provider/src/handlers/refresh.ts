import {
  AuthenticationError,
  InputError,
  ServiceUnavailableError,
  toError,
} from '@backstage/errors';
import { type JsonObject } from '@backstage/types';
import { toProfileInfo } from '../account/profile';
import { noteOf } from '../resolvers/UserResolver';
import { reportScopes, splitScopes } from '../oauth/scopes';
import { type RefreshSource } from '../sessions/SessionChecks';
import { SessionRefusedError } from '../sessions/SessionRefusedError';
import { type OpenSession } from '../sessions/Sessions';
import { UnavailableError } from '../model/UnavailableError';
import { type Request, type Response } from '../model/express';
import {
  type HandlerContext,
  type ProviderEnvironment,
} from './ProviderEnvironment';
import {
  checkQuery,
  checkScript,
  findEnvironment,
  prepare,
  readText,
} from './requestChecks';
import { toAuthResult } from './toAuthResult';

/** A token with a shorter lifetime is renewed before the browser receives it. */
const MIN_TOKEN_MS = 10 * 60 * 1000;
/** Without a new token, the browser asks again after this time, in seconds. */
const RETRY_TOKEN_SECONDS = 600;
/** Used while the catalog does not respond. */
const RETRY_CATALOG_SECONDS = 5;

/** In the format of Backstage's front end. */
interface ProviderInfo {
  accessToken: string;
  scope: string;
  expiresInSeconds?: number;
}

/**
 * `GET /refresh`: handles a page load, or a page whose Backstage token expires. The handler reads the
 * database. It sends requests to Bitbucket before the response only if a check is overdue. It sets no
 * cookie.
 */
export async function refresh(
  req: Request,
  res: Response,
  ctx: HandlerContext,
) {
  prepare(req, res);
  const begin = performance.now();
  let name = '';
  let meta: JsonObject = {};
  try {
    checkQuery(req);
    const environment = findEnvironment(ctx.environments, readText(req, 'env'));
    name = environment.name;
    checkScript(req, ctx);
    const { session, source } = await openSession(req, environment, ctx);
    meta = describe(session);
    const resolution = await environment.resolver.resolve(
      toAuthResult(
        session.content.account,
        session.content.tokens,
        ctx.sessions.now(),
      ),
    );
    if ('error' in resolution) {
      Object.assign(meta, noteOf(resolution));
      throw toRefusal(resolution.error);
    }
    const { identity } = resolution;
    const { providerInfo, current } = await createProviderInfo(
      req,
      session,
      environment,
    );
    res.status(200).json({
      profile: toProfileInfo(session.content.account),
      providerInfo,
      backstageIdentity: identity,
    });
    ctx.metrics.refresh(name, source);
    ctx.metrics.refreshed(name, (performance.now() - begin) / 1000);
    if (providerInfo.accessToken) {
      await ctx.audit.succeeded({
        eventId: 'access-token',
        request: req,
        meta,
      });
    }
    ctx.background.run('note that a session was used', () =>
      ctx.sessions.touch(
        session,
        identity.identity.userEntityRef,
        environment.config,
      ),
    );
    if (source === 'session') {
      environment.checks.beginIfDue(current);
    }
  } catch (error) {
    await reportFailure(req, error, { ctx, name, meta });
    if (error instanceof UnavailableError) {
      res.setHeader('Retry-After', String(error.retryAfterSeconds));
    }
    throw error;
  }
}

async function openSession(
  req: Request,
  environment: ProviderEnvironment,
  { sessions }: HandlerContext,
): Promise<{ session: OpenSession; source: RefreshSource }> {
  const { checks, cookies } = environment;
  const cookie = cookies.readSession(req);
  if (cookie === undefined) {
    // Backstage's message for a browser without a session, which is not a failure.
    throw new AuthenticationError(
      'Refresh failed',
      new InputError('Missing session cookie'),
    );
  }
  const session = await sessions.open(cookie, environment, req);
  return checks.isRequired(session)
    ? checks.require(session)
    : { session, source: 'session' };
}

/**
 * A user who is no longer in the catalog is rejected, but the session remains: an import may be running.
 */
function toRefusal(error: Error): Error {
  // All reasons mean that the browser is not signed in. Other statuses concern the request.
  return ServiceUnavailableError.is(error)
    ? new UnavailableError(error.message, {
        retryAfterSeconds: RETRY_CATALOG_SECONDS,
        cause: error.cause,
      })
    : new AuthenticationError(error.message);
}

/**
 * Returns the Bitbucket data for the browser, and the session. The session has a new access token if the
 * old one was about to expire.
 */
async function createProviderInfo(
  req: Request,
  session: OpenSession,
  { baseScopes, checks, config }: ProviderEnvironment,
): Promise<{ providerInfo: ProviderInfo; current: OpenSession }> {
  const { scopes, hasMore } = reportScopes(
    splitScopes(readText(req, 'scope')),
    splitScopes(session.content.tokens.scope),
    baseScopes,
  );
  const scope = scopes.join(' ');
  if (!hasMore && !config.alwaysSendAccessToken) {
    return { providerInfo: { accessToken: '', scope }, current: session };
  }
  const lifetimeOf = ({ content }: OpenSession) =>
    (content.tokens.accessTokenExpiresAt ?? Infinity) - Date.now();
  const renewed =
    lifetimeOf(session) < MIN_TOKEN_MS
      ? await checks.renewTokens(
          session,
          each => lifetimeOf(each) >= MIN_TOKEN_MS,
        )
      : session;
  if (!renewed) {
    const expiresInSeconds = RETRY_TOKEN_SECONDS;
    return {
      providerInfo: { accessToken: '', scope, expiresInSeconds },
      current: session,
    };
  }
  const lifetime = lifetimeOf(renewed);
  const providerInfo = {
    accessToken: renewed.content.tokens.accessToken,
    scope,
    expiresInSeconds: Number.isFinite(lifetime)
      ? Math.round(lifetime / 1000)
      : undefined,
  };
  return { providerInfo, current: renewed };
}

async function reportFailure(
  req: Request,
  error: unknown,
  { ctx, name, meta }: { ctx: HandlerContext; name: string; meta: JsonObject },
) {
  if (isWithoutSession(error)) {
    return;
  }
  if (error instanceof UnavailableError) {
    ctx.metrics.refresh(name, 'unavailable');
    return;
  }
  ctx.metrics.refresh(name, 'refused');
  if (error instanceof SessionRefusedError && error.row) {
    // The code that ended the session has reported it.
    return;
  }
  if (
    error instanceof SessionRefusedError &&
    !ctx.refusedCookies.add(
      ctx.environments.get(name)!.cookies.readSession(req) ?? '',
    )
  ) {
    return;
  }
  await ctx.audit.failed(
    { eventId: 'session-refresh', request: req, meta },
    toError(error),
  );
}

/** Every page without a signed-in user requests a session once. That is not a rejection. */
function isWithoutSession(error: unknown): boolean {
  const { name, cause } = error as Error;
  return name === 'AuthenticationError' && InputError.is(cause);
}

function describe({ row }: OpenSession) {
  return {
    session: row.publicId,
    uuid: row.accountUuid,
    userEntityRef: row.userEntityRef,
  };
}
