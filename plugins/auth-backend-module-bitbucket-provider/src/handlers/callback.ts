import { BitbucketCloudError } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import {
  InputError,
  NotAllowedError,
  ServiceUnavailableError,
  toError,
} from '@backstage/errors';
import {
  decodeOAuthState,
  encodeOAuthState,
  sendWebMessageResponse,
} from '@backstage/plugin-auth-node';
import { JsonObject } from '@backstage/types';
import { AccountRefusedError } from '../account/AccountRefusedError';
import { toProfileInfo } from '../account/profile';
import { AuditedSignIn } from '../audit/AuditLog';
import { readAuthorizationCode } from '../oauth/readAuthorizationCode';
import { reportScopes, splitScopes } from '../oauth/scopes';
import { explainBitbucketError } from '../oauth/signInError';
import { checkSignInPolicy } from '../policy/signInPolicy';
import { noteOf } from '../resolvers/signInResolver';
import { SignInAttempt } from '../sessions/AttemptStore';
import { toTokens } from '../sessions/LeasedSession';
import { UnavailableError } from '../sessions/UnavailableError';
import { Request, Response } from './express';
import { HandlerContext, ProviderEnvironment } from './ProviderEnvironment';
import { isOwnUrl, prepare } from './requestChecks';
import { sendSignInError } from './sendSignInError';
import { SignedInAccount, storeSession } from './storeSession';
import { toAuthResult } from './toAuthResult';

/** A sign-in that belongs to this request. */
interface StartedSignIn {
  attempt: SignInAttempt;
  environment: ProviderEnvironment;
}

/** `GET /handler/frame`: the browser comes back from Bitbucket. */
export async function callback(
  req: Request,
  res: Response,
  ctx: HandlerContext,
) {
  prepare(req, res, true);
  if (req.method === 'HEAD') {
    // Express takes it for a GET, which would spend the code and show its response to nobody.
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
    const isUnavailable = error instanceof UnavailableError;
    if (isUnavailable) {
      res.setHeader('Retry-After', String(error.retryAfterSeconds));
    }
    sendSignInError(res, ctx.appUrl, {
      error: toError(error),
      status: isUnavailable ? 503 : 400,
    });
    return;
  }
  started.environment.cookies.clearFormer(req, res);
  try {
    const response = await signIn(req, res, { ...started, ctx });
    sendSuccess(res, started.attempt, { ctx, response });
  } catch (error) {
    sendFailure(res, started.attempt, { ctx, error: toError(error) });
  }
}

/**
 * Finds the sign-in attempt of a callback and uses it up, before anything is asked of Bitbucket: otherwise
 * another site could sign a browser in to an account of its choice, or spend the budget.
 */
async function findSignIn(
  req: Request,
  ctx: HandlerContext,
): Promise<StartedSignIn> {
  const state = readState(req.query.state);
  const environment = ctx.environments.get(state.env);
  if (!environment || (req.query.env ?? state.env) !== state.env) {
    throw new InputError(
      'The response from Bitbucket does not belong to a sign-in of this portal. Start again from the portal.',
    );
  }
  const minutes = await ctx.failedSignIns.minutesToWait(addressOf(req));
  if (minutes > 0) {
    throw new UnavailableError(
      `Too many sign-ins failed from your network address. Minutes until the next one: ${minutes}.`,
      { retryAfterSeconds: minutes * 60 },
    );
  }
  const browserId = environment.cookies.readAttempt(req);
  const attempt =
    browserId && (await ctx.attempts.consume(state.nonce, browserId));
  if (!attempt || attempt.environment !== state.env) {
    throw new NotAllowedError(
      'This sign-in was not started in this browser, or it was already answered, or it took more than ten minutes. Start again from the portal.',
    );
  }
  return { attempt, environment };
}

/** The state has exactly two fields. Everything else about the sign-in is in the database. */
function readState(value: unknown): { env: string; nonce: string } {
  try {
    const encoded = typeof value === 'string' ? value : '';
    const { env, nonce } = decodeOAuthState(encoded);
    if (encodeOAuthState({ env, nonce }) === encoded) {
      return { env, nonce };
    }
  } catch {
    // The same response as for a state with other fields.
  }
  throw new InputError(
    'The answer from Bitbucket is incomplete. Start again from the portal.',
  );
}

async function signIn(
  req: Request,
  res: Response,
  { attempt, environment, ctx }: StartedSignIn & { ctx: HandlerContext },
) {
  const event = await ctx.audit.beginSignIn(req);
  let meta: JsonObject = {};
  try {
    const account = await readAccount(req, environment);
    meta = { uuid: account.profile.uuid };
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
    const isRefused =
      error instanceof AccountRefusedError ||
      ('uuid' in meta && !ServiceUnavailableError.is(error));
    ctx.metrics.signIn(environment.name, isRefused ? 'refused' : 'failed');
    if (isRefused || isRejectedCode(error)) {
      // Everybody can send invalid codes and has an account, and each sign-in uses requests of the hour.
      ctx.background.run('count a failed sign-in', () =>
        ctx.failedSignIns.add(addressOf(req)),
      );
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
  // The status of Backstage's handlers.
  sendSignInError(res, ctx.appUrl, {
    error,
    status: 200,
    origin: attempt.origin,
  });
}

/** Checked at the start as well. Configuration can have changed since. */
function checkReturn({ redirectUrl }: SignInAttempt, ctx: HandlerContext) {
  return isOwnUrl(redirectUrl, ctx) ? redirectUrl : ctx.appUrl;
}

function isRejectedCode(error: unknown): boolean {
  const { cause } = error as Error;
  return cause instanceof BitbucketCloudError && cause.code === 'invalid_grant';
}

function addressOf(req: Request): string {
  return req.ip ?? req.socket.remoteAddress ?? '';
}
