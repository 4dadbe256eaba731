import { type CookieConfigurer } from '@backstage/plugin-auth-node';
import { type Request, type Response } from '../model/express';

const ATTEMPT_MS = 10 * 60 * 1000;
/** Cookies that earlier versions set, and whether they used the path of the callback. */
const FORMER_COOKIES: [name: RegExp, pathSuffix: string][] = [
  [/^bitbucket-refresh-token(-\d+)?$/, ''],
  [/^bitbucket-granted-scope$/, ''],
  [/^bitbucket-nonce$/, '/handler'],
];

export interface SessionCookiesOptions {
  /** `app.baseUrl` */
  appUrl: string;
  /** Base URL of the auth backend. */
  baseUrl: string;
  callbackUrl: string;
  providerId: string;
  cookieConfigurer?: CookieConfigurer;
  /** Set if there is more than one auth environment. Each environment then has its own cookies. */
  environment?: string;
  /** Whether the session cookie is sent although the portal has another host name than its backend. */
  crossSite: boolean;
}

/** Attributes of a cookie. */
interface CookieScope {
  path: string;
  secure: boolean;
  sameSite: 'lax' | 'none' | 'strict';
  domain?: string;
}

/**
 * The two cookies of the sign-in. One contains the session. The other identifies, for ten minutes, the
 * browser that started a sign-in.
 *
 * On https, their names have a prefix. Browsers reject cookies with the prefix
 * `__Host-` from another host, and those with `__Secure-` without TLS:
 * https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Set-Cookie#cookie_prefixes
 */
export class SessionCookies {
  readonly #attempt: { name: string; scope: CookieScope };
  readonly #formerPath: string;
  readonly #session: { name: string; scope: CookieScope };

  constructor(options: SessionCookiesOptions) {
    const { providerId, environment } = options;
    const suffix =
      environment === undefined ? '' : `-${encodeURIComponent(environment)}`;
    const providerScope = readScope(options);
    this.#formerPath = providerScope.path;
    const isHost = isOnlyPortalOfHost(options, providerScope);
    const session = isHost ? { ...providerScope, path: '/' } : providerScope;
    this.#session = {
      name: `${prefixOf(session)}${providerId}-session${suffix}`,
      scope: session,
    };
    // The prefix `__Host-` requires the path `/`. Without the prefix, a page at another host of the
    // domain can set this cookie, and sign in a browser to the account of another user.
    const attempt = isHost
      ? session
      : { ...providerScope, path: `${providerScope.path}/handler` };
    this.#attempt = {
      name: `${prefixOf(attempt)}${providerId}-attempt${suffix}`,
      scope: attempt,
    };
  }

  /** Returns the session cookie of a request. Returns an empty text for a value that is not text. */
  readSession(req: Request): string | undefined {
    return readCookie(req, this.#session.name);
  }

  setSession(res: Response, secret: string, maxAgeMs: number) {
    res.cookie(this.#session.name, secret, {
      ...this.#session.scope,
      httpOnly: true,
      maxAge: maxAgeMs,
    });
  }

  clearSession(res: Response) {
    res.cookie(this.#session.name, '', {
      ...this.#session.scope,
      httpOnly: true,
      maxAge: 0,
    });
  }

  readAttempt(req: Request): string | undefined {
    return readCookie(req, this.#attempt.name);
  }

  setAttempt(res: Response, browserId: string) {
    res.cookie(this.#attempt.name, browserId, {
      ...this.#attempt.scope,
      // Bitbucket's redirect is a navigation from another site.
      sameSite: this.#attempt.scope.sameSite === 'none' ? 'none' : 'lax',
      httpOnly: true,
      maxAge: ATTEMPT_MS,
    });
  }

  /** Deletes the cookies of versions that stored Bitbucket's refresh token in the browser. */
  clearFormer(req: Request, res: Response) {
    for (const name of Object.keys(req.cookies ?? {})) {
      const [, pathSuffix] =
        FORMER_COOKIES.find(([pattern]) => pattern.test(name)) ?? [];
      if (pathSuffix !== undefined) {
        res.cookie(name, '', {
          ...this.#session.scope,
          path: `${this.#formerPath}${pathSuffix}`,
          httpOnly: true,
          maxAge: 0,
        });
      }
    }
  }
}

/** `cookie-parser` returns objects for values such as `j:{}`. */
function readCookie({ cookies = {} }: Request, name: string) {
  if (!Object.hasOwn(cookies, name)) {
    return undefined;
  }
  const value: unknown = cookies[name];
  return typeof value === 'string' ? value : '';
}

function readScope(options: SessionCookiesOptions): CookieScope {
  const { appUrl, baseUrl, callbackUrl, providerId } = options;
  const { hostname, pathname, protocol } = new URL(callbackUrl);
  const configured = options.cookieConfigurer?.({
    providerId,
    baseUrl,
    callbackUrl,
    appOrigin: new URL(appUrl).origin,
  });
  if (configured) {
    return { sameSite: 'lax', ...configured };
  }
  const secure = protocol === 'https:';
  const isCrossSite =
    secure && options.crossSite && new URL(appUrl).hostname !== hostname;
  return {
    path: pathname.replace(/\/handler\/frame$/, ''),
    secure,
    sameSite: isCrossSite ? 'none' : 'lax',
  };
}

/** With a base path, other applications can use the same host. */
function isOnlyPortalOfHost(
  { callbackUrl, cookieConfigurer, providerId }: SessionCookiesOptions,
  { secure }: CookieScope,
): boolean {
  return (
    secure &&
    !cookieConfigurer &&
    new URL(callbackUrl).pathname === `/api/auth/${providerId}/handler/frame`
  );
}

function prefixOf({ domain, path, secure }: CookieScope): string {
  if (!secure) {
    return '';
  }
  return path === '/' && domain === undefined ? '__Host-' : '__Secure-';
}
