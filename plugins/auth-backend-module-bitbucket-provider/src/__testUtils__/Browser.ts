/** Browsers keep no cookie that is longer, name and value together (RFC 6265bis, section 5.7). */
const MOST_BYTES = 4096;

/** The name of the session cookie; `env` only if the portal has more than one auth environment. */
export const sessionCookie = (env?: string) =>
  `bitbucket-session${env === undefined ? '' : `-${env}`}`;

/** The name of the cookie that binds sign-ins to a browser; `env` as for {@link sessionCookie}. */
export const attemptCookie = (env?: string) =>
  `bitbucket-attempt${env === undefined ? '' : `-${env}`}`;

/**
 * A browser as far as the sign-in needs one: it keeps cookies, picks a person on Bitbucket's
 * page, and reads what the last page tells the portal.
 */
export class Browser {
  readonly #cookies = new Map<string, string>();
  readonly #codes: string[] = [];

  /** @param providerUrl - `…/api/auth/bitbucket` of a running backend */
  constructor(private readonly providerUrl: string) {}

  /** Everything this browser holds that nobody may print. */
  secrets(): string[] {
    return [...this.#cookies.values(), ...this.#codes].filter(Boolean);
  }

  /** Begins a sign-in and gives the URL of Bitbucket's page. */
  async start(env = 'development'): Promise<URL> {
    const response = await this.#fetch(`/start?env=${env}`);
    return new URL(response.headers.get('location') ?? '');
  }

  /** Begins a sign-in, picks a person (or `Cancel`), and gives the URL that Bitbucket sends back to. */
  async consent(choice: string, env?: string): Promise<URL> {
    const authorizeUrl = await this.start(env);
    const page = await (await fetch(authorizeUrl)).text();
    const form = new URLSearchParams(
      [
        ...page.matchAll(
          /<input type="hidden" name="([^"]*)" value="([^"]*)"/g,
        ),
      ].map(([, name, value]) => [name, value.replace(/&amp;/g, '&')]),
    );
    const button = [
      ...page.matchAll(
        /<button[^>]* name="([^"]*)" value="([^"]*)"[^>]*>([^]*?)<\/button>/g,
      ),
    ].find(([, , , content]) => content.includes(choice));
    if (!button) {
      throw new Error(`Bitbucket's page has no button ${choice}`);
    }
    form.set(button[1], button[2]);
    const response = await fetch(
      new URL('/site/oauth2/authorize', authorizeUrl),
      {
        method: 'POST',
        body: form,
        redirect: 'manual',
      },
    );
    const callback = new URL(response.headers.get('location') ?? '');
    this.#codes.push(callback.searchParams.get('code') ?? '');
    return callback;
  }

  /** Opens the callback and gives what it tells the portal's window. */
  async comeBack(callback: URL): Promise<any> {
    const response = await this.#fetch(
      callback.href.slice(this.providerUrl.length),
    );
    const page = await response.text();
    const [, encoded] =
      /authResponse = decodeURIComponent\('([^']*)'\)/.exec(page) ?? [];
    const [, message] = /var message = (.*);/.exec(page) ?? [];
    return JSON.parse(encoded ? decodeURIComponent(encoded) : message);
  }

  /** Begins a sign-in and gives a callback as if Bitbucket had sent it, for a server without pages. */
  async callbackOf(
    env = 'development',
    query: Record<string, string> = { code: 'a-c0de-of-bitbucket' },
  ): Promise<URL> {
    const authorizeUrl = await this.start(env);
    const callback = new URL(
      authorizeUrl.searchParams.get('redirect_uri') ?? '',
    );
    callback.search = new URLSearchParams({
      ...query,
      state: authorizeUrl.searchParams.get('state') ?? '',
    }).toString();
    this.#codes.push(query.code ?? '');
    return callback;
  }

  /** A cookie as the server would get it. */
  cookie(name: string): string | undefined {
    return this.#cookies.get(name);
  }

  /**
   * The session cookie.
   *
   * @param env - only if the portal has more than one auth environment
   */
  session(env?: string): string | undefined {
    return this.cookie(sessionCookie(env));
  }

  /** The cookie that binds sign-ins to this browser; `env` as for {@link Browser.session}. */
  attempt(env?: string): string | undefined {
    return this.cookie(attemptCookie(env));
  }

  /** Names of all cookies. */
  cookieNames(): string[] {
    return [...this.#cookies.keys()];
  }

  /** Puts a cookie in place, as somebody who took it would. */
  setCookie(name: string, value: string) {
    this.#cookies.set(name, value);
  }

  /** A request as it is, with the cookies. */
  async fetch(path: string, init?: RequestInit): Promise<Response> {
    return this.#fetch(path, init);
  }

  /** A whole sign-in. */
  async signIn(choice: string, env?: string): Promise<any> {
    return this.comeBack(await this.consent(choice, env));
  }

  /** Asks for a new session, as the portal does when it is loaded. */
  async refresh(env = 'development'): Promise<any> {
    const response = await this.#fetch(`/refresh?env=${env}`, {
      headers: { 'x-requested-with': 'XMLHttpRequest' },
    });
    return response.json();
  }

  async logout(env = 'development') {
    await this.#fetch(`/logout?env=${env}`, {
      method: 'POST',
      headers: { 'x-requested-with': 'XMLHttpRequest' },
    });
  }

  async #fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const response = await fetch(`${this.providerUrl}${path}`, {
      ...init,
      redirect: 'manual',
      headers: {
        ...init.headers,
        cookie: [...this.#cookies]
          .map(([name, value]) => `${name}=${value}`)
          .join('; '),
      },
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = '', name, value] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (value && pair.length > MOST_BYTES) {
        continue;
      }
      if (value) {
        this.#cookies.set(name, value);
      } else if (!/domain=/i.test(cookie)) {
        this.#cookies.delete(name);
      }
    }
    return response;
  }
}
