import { InputError, NotAllowedError, toError } from '@backstage/errors';
import {
  AuthProviderRouteHandlers,
  decodeOAuthState,
  OAuthState,
} from '@backstage/plugin-auth-node';
import { FormerSessions } from '../FormerSessions';
import { OAuthCookies, OAuthCookiesOptions } from '../OAuthCookies';
import { redactQuery } from './redactQuery';
import { RunningRefreshes } from '../RunningRefreshes';
import { sendSignInError } from './sendSignInError';
import { AuditedRequest } from '../audit/signInAudit';
import { SpentNonces } from '../SpentNonces';
import { Request, Response } from './express';

export interface HandlerGuardOptions extends OAuthCookiesOptions {
  isOriginAllowed: (origin: string) => boolean;
  formerSessions: FormerSessions;
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
 * - A refresh is answered whatever its `Origin`, and an empty one breaks the sign-out. Here it
 *   must be an allowed one.
 * - The answer of a refresh brings a session back that has ended while it was under way. Here it
 *   brings none.
 * - Answers with tokens in them may be kept by a cache, and compressed together with what somebody else
 *   wrote, so that their length tells of both (BREACH). Here neither is done.
 * - They call `toString` of what the query holds, and Express makes objects without one of
 *   `env[toString]=x`. Here what they read must be text.
 * - They put all of it into the state, and an answer with too long an address is taken by nobody. Here
 *   it is refused.
 * - Objects that the cookie parser makes of `j:{}` would go to Bitbucket, and a cookie that is named like
 *   a part of the nonce would be taken for it, and stop every sign-in. Here they are no cookies.
 * - At the callback they go by an `env` in the query before the one in the state, and answer an
 *   unknown one with the URL, code and all. Here it must be the same.
 * - The auditor reads a header `Authorization`, which is nothing to a sign-in, and stumbles over one that
 *   is worth nothing. Here there is none.
 * - Backstage's access log prints the URL of each request; the authorization code and the
 *   state are taken out of it.
 */
export function guardHandlers(
  handlers: AuthProviderRouteHandlers,
  options: HandlerGuardOptions,
): AuthProviderRouteHandlers {
  const spentNonces = new SpentNonces();
  const cookies = new OAuthCookies(options);
  const refreshes = new RunningRefreshes(cookies);
  const prepare = (req: Request, res: Response, isCallback = false) => {
    redactQuery(req, isCallback);
    delete req.headers.authorization;
    cookies.dropStrays(req);
    res.setHeader('Cache-Control', 'no-store, no-transform');
  };
  const guarded = (
    eventId: AuditedRequest,
    handle: AuthProviderRouteHandlers['start'],
  ): AuthProviderRouteHandlers['start'] => {
    return async (req, res) => {
      prepare(req, res);
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
    start: guarded('sign-in', async (req, res) => {
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
      prepare(req, res, true);
      if (req.method === 'HEAD') {
        // Express takes it for a GET, which would spend the code and show nobody the answer.
        res.status(405).set('Allow', 'GET, POST').end();
        return;
      }
      const checked = checkCallback(req, options, cookies, spentNonces);
      if ('problem' in checked) {
        if (checked.spent) {
          cookies.endNonce(res, checked.spent);
        }
        const problem = await options
          .onRefused('sign-in', req, checked.problem)
          .then(() => checked.problem, toError);
        sendSignInError(res, options.appUrl, problem);
        return;
      }
      const { state } = checked;
      cookies.endNonce(res, state);
      options.formerSessions.remember(req, () =>
        cookies.endSession(req, res, state),
      );
      refreshes.endWith(req, res);
      await handlers.frameHandler(req, res);
    },

    refresh: guarded('session-refresh', async (req, res) => {
      checkOrigin(req, options);
      refreshes.begin(req, res);
      await handlers.refresh?.(req, res);
    }),

    logout: guarded('sign-out', async (req, res) => {
      checkOrigin(req, options);
      refreshes.endWith(req, res);
      await handlers.logout?.(req, res);
    }),
  };
}

/** Every page that nobody is signed in to asks for a session once; that refuses nobody. */
function isWithoutSession(error: unknown): boolean {
  const { name, cause } = error as Error;
  return name === 'AuthenticationError' && InputError.is(cause);
}

/** What it asks for goes on to Bitbucket in the state, twice as long, and a header has its limits. */
const MOST_CHARACTERS = 4000;

/**
 * @throws InputError for a parameter that is neither absent nor one text, on one line, or where there
 *   are too many or too long ones
 */
function checkQuery({ query, url }: Request) {
  if (url.length > MOST_CHARACTERS) {
    throw new InputError(
      `The address of this request is longer than ${MOST_CHARACTERS} characters`,
    );
  }
  for (const name of ['env', 'flow', 'origin', 'scope', 'state']) {
    const value = query[name] ?? '';
    if (typeof value !== 'string' || /[\p{Cc}\p{Zl}\p{Zp}]/u.test(value)) {
      throw new InputError(`${name} must be one text`);
    }
  }
}

/** @throws NotAllowedError for the `Origin` of another site; other programs than browsers send none */
function checkOrigin(req: Request, { isOriginAllowed }: HandlerGuardOptions) {
  const origin = req.get('origin');
  if (origin !== undefined && !isOriginAllowed(origin)) {
    throw new NotAllowedError(`Origin '${origin}' is not allowed`);
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
  return URL.parse(value)?.origin === value && isOriginAllowed(value);
}

function checkCallback(
  req: Request,
  options: HandlerGuardOptions,
  cookies: OAuthCookies,
  spentNonces: SpentNonces,
): { state: OAuthState } | { problem: Error; spent?: OAuthState } {
  let state: OAuthState;
  try {
    const encoded = req.query.state;
    state = decodeOAuthState(typeof encoded === 'string' ? encoded : '');
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
  if (cookies.nonceOf(req) !== state.nonce || !spentNonces.spend(state.nonce)) {
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
