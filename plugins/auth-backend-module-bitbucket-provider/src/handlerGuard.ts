import { InputError, NotAllowedError } from '@backstage/errors';
import {
  AuthProviderRouteHandlers,
  decodeOAuthState,
  OAuthState,
} from '@backstage/plugin-auth-node';
import { sendSignInError } from './sendSignInError';

type Request = Parameters<AuthProviderRouteHandlers['frameHandler']>[0];

export interface CallbackGuardOptions {
  /** `app.baseUrl`: where a person is taken who has no portal window open. */
  appUrl: string;
  providerId: string;
  environments: string[];
  isOriginAllowed: (origin: string) => boolean;
}

/**
 * Stands in front of Backstage's OAuth handlers for what they leave open:
 *
 * - A broken callback gets a page that says so, in the portal, instead of JSON.
 * - With `flow=redirect` they send the browser to any `redirectUrl`, which comes from the
 *   unsigned state, even when the nonce is wrong. Here it must lie on an allowed origin.
 * - Backstage's access log prints the URL of each request; the authorization code and the
 *   state are taken out of it.
 */
export function guardCallback(
  handlers: AuthProviderRouteHandlers,
  options: CallbackGuardOptions,
): AuthProviderRouteHandlers {
  return {
    async start(req, res) {
      checkRedirectUrl(req.query.redirectUrl, options);
      await handlers.start(req, res);
    },

    async frameHandler(req, res) {
      redactUrl(req);
      const problem = findCallbackProblem(req, options);
      if (problem) {
        sendSignInError(res, options.appUrl, problem);
        return;
      }
      await handlers.frameHandler(req, res);
    },

    refresh: async (req, res) => handlers.refresh?.(req, res),
    logout: async (req, res) => handlers.logout?.(req, res),
  };
}

function checkRedirectUrl(
  redirectUrl: unknown,
  { appUrl, isOriginAllowed }: CallbackGuardOptions,
) {
  if (redirectUrl === undefined) {
    return;
  }
  const url = String(redirectUrl);
  const origin = URL.canParse(url) ? new URL(url).origin : undefined;
  if (
    !origin ||
    (origin !== new URL(appUrl).origin && !isOriginAllowed(origin))
  ) {
    throw new NotAllowedError(
      'redirectUrl must be an absolute URL of this portal',
    );
  }
}

function findCallbackProblem(
  req: Request,
  options: CallbackGuardOptions,
): Error | undefined {
  let state: OAuthState;
  try {
    state = decodeOAuthState(String(req.query.state ?? ''));
  } catch {
    return new InputError(
      'The answer from Bitbucket is incomplete. Start again from the portal.',
    );
  }
  if (!options.environments.includes(state.env)) {
    return new InputError(
      'The answer from Bitbucket belongs to no sign-in that this portal knows. Start again from the portal.',
    );
  }
  // Backstage keeps the nonce in this cookie, for ten minutes.
  if (req.cookies?.[`${options.providerId}-nonce`] !== state.nonce) {
    return new NotAllowedError(
      'This sign-in was not started in this browser, or more than ten minutes ago. Start again from the portal.',
    );
  }
  try {
    checkRedirectUrl(state.redirectUrl, options);
  } catch {
    return new NotAllowedError(
      'This sign-in would have taken you to another site, so it was stopped. Start again from the portal.',
    );
  }
  return undefined;
}

/** `originalUrl` is what Backstage's access log prints; the query was parsed before. */
function redactUrl(req: Request) {
  const [path] = req.originalUrl.split('?');
  const names = Object.keys(req.query).filter(name => /^\w{1,32}$/.test(name));
  req.originalUrl =
    names.length > 0
      ? `${path}?${names.map(name => `${name}=[redacted]`).join('&')}`
      : path;
}
