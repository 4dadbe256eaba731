import { CookieConfigurer, OAuthState } from '@backstage/plugin-auth-node';
import { Request, Response } from './handlers/express';

export interface OAuthCookiesOptions {
  /** `app.baseUrl` */
  appUrl: string;
  providerId: string;
  /** The callback of each auth environment. */
  callbackUrls: Map<string, string>;
  /** Where the auth backend is. */
  baseUrl: string;
  cookieConfigurer?: CookieConfigurer;
}

/** Reads and ends the cookies that Backstage's `OAuthCookieManager` sets. */
export class OAuthCookies {
  readonly #nonce: string;
  readonly #session: string;

  constructor(private readonly options: OAuthCookiesOptions) {
    this.#nonce = `${options.providerId}-nonce`;
    this.#session = `${options.providerId}-refresh-token`;
  }

  /**
   * Takes away what Backstage never sets, and would read: `cookie-parser` makes objects of values such as
   * `j:{}`, and parts of a nonce, which is too short to have any, go before the nonce.
   */
  dropStrays({ cookies = {} }: Request) {
    for (const [name, value] of Object.entries(cookies)) {
      if (typeof value !== 'string' || name.startsWith(`${this.#nonce}-`)) {
        delete cookies[name];
      }
    }
  }

  /** What binds a sign-in to the browser, for ten minutes. */
  nonceOf(req: Request): unknown {
    return req.cookies?.[this.#nonce];
  }

  /** By the name of a cookie: a long refresh token is in several, which are numbered. */
  isOfSession(name: string): boolean {
    return name.replace(/-\d+$/, '') === this.#session;
  }

  endNonce(res: Response, state: OAuthState) {
    this.#end(res, [this.#nonce], '/handler', state);
  }

  endSession(req: Request, res: Response, state: OAuthState) {
    const names = Object.keys(req.cookies ?? {});
    const ofSession = names.filter(name => this.isOfSession(name));
    this.#end(res, ofSession, '', state);
  }

  #end(res: Response, names: string[], pathSuffix: string, state: OAuthState) {
    const { providerId, baseUrl, appUrl, cookieConfigurer, callbackUrls } =
      this.options;
    const callbackUrl = callbackUrls.get(state.env) ?? '';
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
}
