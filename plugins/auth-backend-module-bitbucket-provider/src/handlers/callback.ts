import { BitbucketCloudError } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { ServiceUnavailableError, toError } from '@backstage/errors';
import { sendWebMessageResponse } from '@backstage/plugin-auth-node';
import { type JsonObject } from '@backstage/types';
import { AccountRefusedError } from '../account/AccountRefusedError';
import { toProfileInfo } from '../account/profile';
import { type AuditedSignIn } from '../audit/AuditLog';
import { readAuthorizationCode } from '../oauth/readAuthorizationCode';
import { reportScopes, splitScopes } from '../oauth/scopes';
import { explainBitbucketError } from '../model/signInError';
import { checkSignInPolicy } from '../policy/signInPolicy';
import { noteOf } from '../resolvers/UserResolver';
import { type SignInAttempt } from '../sessions/AttemptStore';
import { toTokens } from '../sessions/LeasedSession';
import { UnavailableError } from '../model/UnavailableError';
import { type Request, type Response } from '../model/express';
import { findSignIn, type StartedSignIn } from './findSignIn';
import {
  type HandlerContext,
  type ProviderEnvironment,
} from './ProviderEnvironment';
import { isOwnUrl, prepare } from './requestChecks';
import { sendSignInError } from './sendSignInError';
import { checkAccountLimit, TooManySignInsError } from './signInLimits';
import { type SignedInAccount, storeSession } from './storeSession';
import { toAuthResult } from './toAuthResult';

/**
 * A sign-in that exceeds the limit of its account counts as this number of failed sign-ins of its
 * address, to stop scripts. Each sign-in has used hourly requests before the account is known.
 */
const FAILURES_OF_TOO_MANY = 5;

/** `GET /handler/frame`: the callback from Bitbucket. */
export async function callback(
  req: Request,
  res: Response,
  ctx: HandlerContext,
) {
  prepare(req, res, true);
  if (req.method === 'HEAD') {
    // Express handles HEAD as GET, which would consume the code without a visible response.
    res.status(405).set('Allow', 'GET, POST').end();
    return;
  }
  let started: StartedSignIn;
  try {
    started = await findSignIn(req, ctx);
  } catch (error) {
    await ctx.audit.failed(
      { eventId: 'sign-in', request: req },
      toError(error),
    );
    setRetryAfter(res, error);
    sendSignInError(res, ctx.appUrl, {
      error: toError(error),
      status: error instanceof UnavailableError ? 503 : 400,
    });
    return;
  }
  try {
    started.environment.cookies.clearFormer(req, res);
    const response = await signIn(req, res, { started, ctx });
    sendSuccess(res, started.attempt, { ctx, response });
  } catch (error) {
    sendFailure(res, started.attempt, { ctx, error: toError(error) });
  } finally {
    ctx.background.run('count the failed sign-ins', started.end);
  }
}

async function signIn(
  req: Request,
  res: Response,
  { started, ctx }: { started: StartedSignIn; ctx: HandlerContext },
) {
  const { attempt, environment } = started;
  const event = await ctx.audit.beginSignIn(req);
  let meta: JsonObject = {};
  try {
    const account = await readAccount(req, environment);
    meta = { uuid: account.profile.uuid };
    await checkAccountLimit(account.profile.uuid, environment, ctx);
    const resolution = await environment.resolver.resolve(
      toAuthResult(account.profile, account.tokens, ctx.sessions.now()),
    );
    meta.resolver = resolution.resolver;
    if ('error' in resolution) {
      Object.assign(meta, noteOf(resolution));
      throw resolution.error;
    }
    const { identity } = resolution;
    const { userEntityRef } = identity.identity;
    meta.userEntityRef = userEntityRef;
    const { undo } = await storeSession(req, res, {
      account,
      userEntityRef,
      environment,
      ctx,
    });
    await event.succeed(meta).catch(async error => {
      await undo();
      throw error;
    });
    ctx.metrics.signIn(environment.name, 'succeeded');
    const providerInfo = toProviderInfo(account, attempt, environment);
    if (providerInfo.accessToken) {
      await ctx.audit.succeeded({
        eventId: 'access-token',
        request: req,
        meta,
      });
    }
    return {
      profile: toProfileInfo(account.profile),
      providerInfo,
      backstageIdentity: identity,
    };
  } catch (error) {
    await reportFailure(event, { error: toError(error), meta });
    const isTooMany = error instanceof TooManySignInsError;
    const isRefused =
      isTooMany ||
      error instanceof AccountRefusedError ||
      ('uuid' in meta && !ServiceUnavailableError.is(error));
    const isOwn =
      isRefused || isRejectedCode(error) || req.query.error === 'access_denied';
    ctx.metrics.signIn(environment.name, isOwn ? 'refused' : 'failed');
    if (isRefused || isRejectedCode(error)) {
      // Every client can send invalid codes and has an account, and each sign-in uses hourly requests.
      started.failures = isTooMany ? FAILURES_OF_TOO_MANY : 1;
    }
    throw error;
  }
}

async function reportFailure(
  event: AuditedSignIn,
  { error, meta }: { error: Error; meta: JsonObject },
) {
  const account =
    error instanceof AccountRefusedError
      ? {
          uuid: error.profile.uuid,
          ...(error.userEntityRef && { userEntityRef: error.userEntityRef }),
        }
      : {};
  await event.fail(error, { ...meta, ...account });
}

async function readAccount(
  req: Request,
  { access, emailRequired, policy }: ProviderEnvironment,
): Promise<SignedInAccount> {
  const code = readAuthorizationCode(req.query, emailRequired);
  let call: 'token' | 'api' = 'token';
  try {
    const tokens = await access.exchangeCode(code);
    call = 'api';
    const profile = await access.readProfile(tokens.accessToken, {
      always: true,
    });
    checkSignInPolicy(policy, profile);
    return { profile, tokens: toTokens(tokens, Date.now()) };
  } catch (error) {
    throw explainBitbucketError(error, call);
  }
}

function toProviderInfo(
  { tokens }: SignedInAccount,
  attempt: SignInAttempt,
  { baseScopes, config }: ProviderEnvironment,
) {
  const { scopes, hasMore } = reportScopes(
    splitScopes(attempt.scope),
    splitScopes(tokens.scope),
    baseScopes,
  );
  const isSent = hasMore || config.alwaysSendAccessToken;
  return {
    accessToken: isSent ? tokens.accessToken : '',
    scope: scopes.join(' '),
    expiresInSeconds:
      isSent && tokens.accessTokenExpiresAt !== undefined
        ? Math.round((tokens.accessTokenExpiresAt - Date.now()) / 1000)
        : undefined,
  };
}

function sendSuccess(
  res: Response,
  attempt: SignInAttempt,
  { ctx, response }: { ctx: HandlerContext; response: object },
) {
  if (attempt.flow === 'redirect') {
    res.redirect(checkReturn(attempt, ctx));
    return;
  }
  sendWebMessageResponse(res, attempt.origin ?? new URL(ctx.appUrl).origin, {
    type: 'authorization_response',
    response,
  } as Parameters<typeof sendWebMessageResponse>[2]);
}

function sendFailure(
  res: Response,
  attempt: SignInAttempt,
  { ctx, error }: { ctx: HandlerContext; error: Error },
) {
  if (attempt.flow === 'redirect') {
    const url = new URL(checkReturn(attempt, ctx));
    url.searchParams.set('error', error.message);
    res.redirect(url.href);
    return;
  }
  setRetryAfter(res, error);
  // The same status as Backstage's handlers.
  sendSignInError(res, ctx.appUrl, {
    error,
    status: 200,
    origin: attempt.origin,
  });
}

function setRetryAfter(res: Response, error: unknown) {
  if (error instanceof UnavailableError) {
    res.setHeader('Retry-After', String(error.retryAfterSeconds));
  }
}

/** The start checks this as well, but the configuration can have changed since then. */
function checkReturn({ redirectUrl }: SignInAttempt, ctx: HandlerContext) {
  return isOwnUrl(redirectUrl, ctx) ? redirectUrl : ctx.appUrl;
}

function isRejectedCode(error: unknown): boolean {
  const { cause } = error as Error;
  return cause instanceof BitbucketCloudError && cause.code === 'invalid_grant';
}
