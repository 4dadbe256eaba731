import { InputError, NotAllowedError, toError } from '@backstage/errors';
import {
  AuthProviderRouteHandlers,
  CookieConfigurer,
  decodeOAuthState,
  OAuthState,
} from '@backstage/plugin-auth-node';
import { rememberFormerSession } from './formerSession';
import { sendSignInError } from './sendSignInError';
import { AuditedRequest } from './signInAudit';
import { SpentNonces } from './SpentNonces';

type Request = Parameters<AuthProviderRouteHandlers['frameHandler']>[0];
type Response = Parameters<AuthProviderRouteHandlers['frameHandler']>[1];

export interface HandlerGuardOptions {
  /** `app.baseUrl`: where a person is taken who has no portal window open. */
  appUrl: string;
  providerId: string;
  /** The callback of each auth environment. */
  callbackUrls: Map<string, string>;
  /** Where the auth backend is. */
  baseUrl: string;
  cookieConfigurer?: CookieConfigurer;
  isOriginAllowed: (origin: string) => boolean;
  /** Told of each request that is refused, here or by Backstage's handlers. */
  onRefused: (
    eventId: AuditedRequest,
    req: Request,
    error: Error,
  ) => Promise<void>;
}

/**
 * Stands in front of Backstage's OAuth handlers for what they leave open:
 *
 * - A broken callback gets a page that says so, in the portal, instead of JSON.
 * - The state is not signed. With `flow=redirect` they send the browser to any `redirectUrl` in
 *   it, even when the nonce is wrong. Here it must lie on an allowed origin.
 * - A HEAD of the callback, as link previews send it, would spend the code. Here it does nothing.
 * - The nonce stays valid for ten minutes, or for ever where the cookie is kept. Here it works once.
 * - A refresh is answered whatever its `Origin`. Here it must be an allowed one.
 * - They call `toString` of what the query holds, and Express makes objects without one of
 *   `env[toString]=x`. Here what they read must be text.
 * - At the callback they go by an `env` in the query before the one in the state, and answer an
 *   unknown one with the URL, code and all. Here it must be the same.
 * - Backstage's access log prints the URL of each request; the authorization code and the
 *   state are taken out of it.
 */
export function guardHandlers(
  handlers: AuthProviderRouteHandlers,
  options: HandlerGuardOptions,
): AuthProviderRouteHandlers {
  const spentNonces = new SpentNonces();
  const tell = (
    eventId: AuditedRequest,
    handle: AuthProviderRouteHandlers['start'],
  ): AuthProviderRouteHandlers['start'] => {
    return async (req, res) => {
      try {
        checkQuery(req);
        await handle(req, res);
      } catch (error) {
        if (!isWithoutSession(error)) {
          await options.onRefused(eventId, req, toError(error));
        }
        throw error;
      }
    };
  };
  return {
    start: tell('sign-in', async (req, res) => {
      const { flow, redirectUrl } = req.query;
      if (
        (redirectUrl !== undefined || flow === 'redirect') &&
        !isOwnUrl(redirectUrl, options)
      ) {
        throw new NotAllowedError(
          'redirectUrl must be an absolute URL of this portal',
        );
      }
      await handlers.start(req, res);
    }),

    async frameHandler(req, res) {
      redactUrl(req);
      if (req.method === 'HEAD') {
        // Express takes it for a GET, which would spend the code and show nobody the answer.
        res.status(405).set('Allow', 'GET, POST').end();
        return;
      }
      const checked = checkCallback(req, options, spentNonces);
      if ('problem' in checked) {
        if (checked.spent) {
          clearCookies(res, nonceOf(options), checked.spent, options);
        }
        await options.onRefused('sign-in', req, checked.problem);
        sendSignInError(res, options.appUrl, checked.problem);
        return;
      }
      const { state } = checked;
      clearCookies(res, nonceOf(options), state, options);
      rememberFormerSession(req, () =>
        clearCookies(res, sessionOf(req, options), state, options),
      );
      await handlers.frameHandler(req, res);
    },

    refresh: tell('session-refresh', async (req, res) => {
      const origin = req.get('origin');
      if (origin !== undefined && !options.isOriginAllowed(origin)) {
        throw new NotAllowedError(`Origin '${origin}' is not allowed`);
      }
      await handlers.refresh?.(req, res);
    }),

    logout: tell('sign-out', async (req, res) => {
      await handlers.logout?.(req, res);
    }),
  };
}

/** Every page that nobody is signed in to asks for a session once; that refuses nobody. */
function isWithoutSession(error: unknown): boolean {
  const { name, cause } = error as Error;
  return name === 'AuthenticationError' && InputError.is(cause);
}

/** @throws InputError for a parameter that is neither absent nor one text */
function checkQuery({ query }: Request) {
  for (const name of ['env', 'flow', 'origin', 'scope', 'state']) {
    if (query[name] !== undefined && typeof query[name] !== 'string') {
      throw new InputError(`${name} must be one text`);
    }
  }
}

/**
 * Whether a browser that is redirected there stays with the portal. Express and browsers do not
 * read every spelling alike, so only what a browser itself writes is taken: printable ASCII,
 * no backslash, no user name.
 */
function isOwnUrl(
  value: unknown,
  { appUrl, isOriginAllowed }: HandlerGuardOptions,
): boolean {
  if (
    typeof value !== 'string' ||
    !/^https?:\/\/[\x21-\x7e]+$/.test(value) ||
    value.includes('\\') ||
    !URL.canParse(value)
  ) {
    return false;
  }
  const { origin, username, password } = new URL(value);
  return (
    !username &&
    !password &&
    !/^https?:\/\/[^/?#]*@/.test(value) &&
    (origin === new URL(appUrl).origin || isOriginAllowed(origin))
  );
}

/** As a browser writes it: a pattern of allowed origins must not match what only looks like one. */
function isOwnOrigin(
  value: string,
  { isOriginAllowed }: HandlerGuardOptions,
): boolean {
  return (
    URL.canParse(value) &&
    new URL(value).origin === value &&
    isOriginAllowed(value)
  );
}

function checkCallback(
  req: Request,
  options: HandlerGuardOptions,
  spentNonces: SpentNonces,
): { state: OAuthState } | { problem: Error; spent?: OAuthState } {
  let state: OAuthState;
  try {
    state = decodeOAuthState(String(req.query.state ?? ''));
  } catch {
    return {
      problem: new InputError(
        'The answer from Bitbucket is incomplete. Start again from the portal.',
      ),
    };
  }
  const { env = state.env } = req.query;
  if (!options.callbackUrls.has(state.env) || env !== state.env) {
    return {
      problem: new InputError(
        'The answer from Bitbucket belongs to no sign-in that this portal knows. Start again from the portal.',
      ),
    };
  }
  if (
    req.cookies?.[nonceOf(options).names[0]] !== state.nonce ||
    !spentNonces.spend(state.nonce)
  ) {
    return {
      problem: new NotAllowedError(
        'This sign-in was not started in this browser, or it was already answered, or it took more than ten minutes. Start again from the portal.',
      ),
    };
  }
  const { flow, origin, redirectUrl } = state;
  if (
    (origin !== undefined && !isOwnOrigin(origin, options)) ||
    ((redirectUrl !== undefined || flow === 'redirect') &&
      !isOwnUrl(redirectUrl, options))
  ) {
    return {
      // It counts as answered.
      spent: { ...state, origin: undefined },
      problem: new NotAllowedError(
        'This sign-in would have taken you to another site, so it was stopped. Start again from the portal.',
      ),
    };
  }
  return { state };
}

/** Cookies of Backstage's `OAuthCookieManager`, and what it adds to their path. */
interface Cookies {
  names: string[];
  pathSuffix: string;
}

/** It keeps the nonce for ten minutes. */
function nonceOf({ providerId }: HandlerGuardOptions): Cookies {
  return { names: [`${providerId}-nonce`], pathSuffix: '/handler' };
}

/** A long refresh token is in several cookies, which are numbered. */
function sessionOf(
  { cookies }: Request,
  { providerId }: HandlerGuardOptions,
): Cookies {
  const name = `${providerId}-refresh-token`;
  return {
    names: Object.keys(cookies ?? {}).filter(
      cookie => cookie.replace(/-\d+$/, '') === name,
    ),
    pathSuffix: '',
  };
}

function clearCookies(
  res: Response,
  { names, pathSuffix }: Cookies,
  state: OAuthState,
  options: HandlerGuardOptions,
) {
  const { providerId, baseUrl, appUrl, cookieConfigurer } = options;
  const callbackUrl = options.callbackUrls.get(state.env) ?? '';
  const { pathname } = new URL(callbackUrl);
  const { path, domain } = cookieConfigurer?.({
    providerId,
    baseUrl,
    callbackUrl,
    appOrigin: state.origin ?? new URL(appUrl).origin,
  }) ?? {
    path: pathname.endsWith(`${providerId}/handler/frame`)
      ? pathname.slice(0, -'/handler/frame'.length)
      : `${pathname}/${providerId}`,
    domain: undefined,
  };
  for (const name of names) {
    res.cookie(name, '', {
      maxAge: 0,
      httpOnly: true,
      path: `${path}${pathSuffix}`,
      domain,
    });
  }
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
