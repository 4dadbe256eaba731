import { InputError, NotAllowedError } from '@backstage/errors';
import { encodeOAuthState } from '@backstage/plugin-auth-node';
import { splitScopes } from '../oauth/scopes';
import { AttemptStore } from '../sessions/AttemptStore';
import { UnavailableError } from '../model/UnavailableError';
import { type Request, type Response } from '../model/express';
import { type HandlerContext } from './ProviderEnvironment';
import {
  addressOf,
  checkQuery,
  findEnvironment,
  isOwnUrl,
  isPrefetch,
  type OriginOptions,
  prepare,
  readText,
} from './requestChecks';
import { sendSignInError } from './sendSignInError';
import { checkBudget } from './signInLimits';

/** `GET /start`: stores a sign-in attempt and sends the browser to Bitbucket. */
export async function start(req: Request, res: Response, ctx: HandlerContext) {
  prepare(req, res);
  if (req.method === 'HEAD' || isPrefetch(req)) {
    res.status(405).set('Allow', 'GET').end();
    return;
  }
  let origin: string | undefined;
  try {
    checkQuery(req);
    const environment = findEnvironment(ctx.environments, readText(req, 'env'));
    const destination = readReturn(req, ctx);
    origin = destination.origin;
    checkBudget(environment, ctx);
    const { cookies, access, baseScopes } = environment;
    const requested = splitScopes(readText(req, 'scope'));
    const scope = [...new Set([...requested, ...baseScopes])].join(' ');
    const presented = cookies.readAttempt(req);
    const browserId = AttemptStore.isBrowserId(presented)
      ? presented
      : AttemptStore.createBrowserId();
    const nonce = await ctx.attempts.create(
      { environment: environment.name, scope, ...destination },
      { browserId, address: addressOf(req) },
    );
    cookies.setAttempt(res, browserId);
    const state = encodeOAuthState({ env: environment.name, nonce });
    res.statusCode = 302;
    res.setHeader('Location', access.getAuthorizeUrl({ state, scope }));
    res.setHeader('Content-Length', '0');
    res.end();
  } catch (error) {
    await ctx.audit.failed(
      { eventId: 'sign-in', request: req },
      error as Error,
    );
    if (error instanceof UnavailableError) {
      // The response is visible to the user.
      res.setHeader('Retry-After', String(error.retryAfterSeconds));
      sendSignInError(res, ctx.appUrl, { error, status: 503, origin });
      return;
    }
    throw error;
  }
}

/** Reads how the sign-in returns to the portal. */
function readReturn(req: Request, options: OriginOptions) {
  const flow = readText(req, 'flow');
  const redirectUrl = req.query.redirectUrl;
  if (
    (redirectUrl !== undefined || flow === 'redirect') &&
    !isOwnUrl(redirectUrl, options)
  ) {
    throw new NotAllowedError(
      'redirectUrl must be an absolute URL of this portal',
    );
  }
  return {
    flow: flow === 'redirect' ? flow : 'popup',
    redirectUrl: redirectUrl as string | undefined,
    origin: readOrigin(readText(req, 'origin'), options),
  };
}

function readOrigin(
  value: string | undefined,
  { isOriginAllowed }: OriginOptions,
): string | undefined {
  if (value === undefined) {
    return undefined;
  }
  const origin = URL.parse(value)?.origin;
  if (origin === undefined) {
    throw new InputError('App origin is invalid, failed to parse');
  }
  if (!isOriginAllowed(origin)) {
    throw new NotAllowedError(`Origin '${origin}' is not allowed`);
  }
  return origin;
}
