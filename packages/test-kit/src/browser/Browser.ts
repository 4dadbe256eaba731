/** Browsers reject a cookie if its name and value together are longer (RFC 6265bis, section 5.7). */
const MOST_BYTES = 4096;

/** The name of the session cookie. Pass `env` only if the portal has more than one auth environment. */
export const sessionCookie = (env?: string) =>
  `bitbucket-session${env === undefined ? '' : `-${env}`}`;

/** The name of the cookie that binds sign-ins to a browser; `env` as for {@link sessionCookie}. */
export const attemptCookie = (env?: string) =>
  `bitbucket-attempt${env === undefined ? '' : `-${env}`}`;

/** The part of `RequestInit` that tests use. */
interface Init {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

/** The part of `fetch` that a browser needs. */
export type Fetch = (
  url: string,
  init: Init & { headers: Record<string, string>; redirect: 'manual' },
) => Promise<Response>;

/**
 * A minimal browser for sign-ins. It stores cookies, selects an account on Bitbucket's page, and reads
 * the message that the last page sends to the portal.
 */
export class Browser {
  readonly #cookies = new Map<string, string>();
  readonly #codes: string[] = [];
  readonly #providerUrl: string;
  readonly #send: Fetch;

  /**
   * @param providerUrl - `…/api/auth/bitbucket` of a running backend
   * @param send - sends the requests to the backend. Default: Node.js's own `fetch`
   */
  constructor(providerUrl: string, send: Fetch = fetch) {
    this.#providerUrl = providerUrl;
    this.#send = send;
  }

  /** All secrets of this browser, which must not appear in any output. */
  secrets(): string[] {
    return [...this.#cookies.values(), ...this.#codes].filter(Boolean);
  }

  /** Starts a sign-in, and returns the URL of Bitbucket's page. */
  async start(env = 'development'): Promise<URL> {
    const response = await this.#fetch(`/start?env=${env}`);
    await response.arrayBuffer();
    const location = response.headers.get('location');
    if (!location) {
      throw new Error(`The start responded with status ${response.status}`);
    }
    return new URL(location);
  }

  /** Starts a sign-in, selects an account (or `Cancel`), and returns the callback URL. */
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

  /** Opens the callback, and returns the message for the portal's window. */
  async comeBack(callback: URL): Promise<any> {
    const response = await this.#fetch(
      callback.href.slice(this.#providerUrl.length),
    );
    const page = await response.text();
    const [, encoded] =
      /authResponse = decodeURIComponent\('([^']*)'\)/.exec(page) ?? [];
    const [, message] = /var message = (.*);/.exec(page) ?? [];
    if (!encoded && !message) {
      throw new Error(`The callback responded with status ${response.status}`);
    }
    return JSON.parse(encoded ? decodeURIComponent(encoded) : message);
  }

  /**
   * Starts a sign-in, and returns a callback as if Bitbucket had sent it, for a server without pages.
   */
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

  /** Returns a cookie as the server would receive it. */
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

  /** Sets a cookie, like an attacker who stole it. */
  setCookie(name: string, value: string) {
    this.#cookies.set(name, value);
  }

  /** Sends a request with the cookies. */
  async fetch(path: string, init?: Init): Promise<Response> {
    return this.#fetch(path, init);
  }

  /** Runs a complete sign-in. */
  async signIn(choice: string, env?: string): Promise<any> {
    return this.comeBack(await this.consent(choice, env));
  }

  /** Refreshes the session, like the portal at a page load. */
  async refresh(env = 'development'): Promise<any> {
    const response = await this.#fetch(`/refresh?env=${env}`, {
      headers: { 'x-requested-with': 'XMLHttpRequest' },
    });
    const text = await response.text();
    if (!response.headers.get('content-type')?.includes('json')) {
      throw new Error(`The refresh responded with status ${response.status}`);
    }
    return JSON.parse(text);
  }

  async logout(env = 'development') {
    await this.#fetch(`/logout?env=${env}`, {
      method: 'POST',
      headers: { 'x-requested-with': 'XMLHttpRequest' },
    });
  }

  async #fetch(path: string, init: Init = {}): Promise<Response> {
    const response = await this.#send(`${this.#providerUrl}${path}`, {
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
