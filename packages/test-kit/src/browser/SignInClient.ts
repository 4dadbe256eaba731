/** The signed-in user, as the portal returns it to the browser. */
export interface Session {
  userEntityRef: string;
  /** The token for requests to the portal's plugins. */
  token: string;
}

/** The part of `fetch` that a sign-in needs. */
export type Fetch = (
  url: string,
  init: { headers: Record<string, string>; redirect: 'manual' },
) => Promise<Response>;

/** The response to a sign-in or a refresh. */
interface Answer {
  error?: { message: string };
  backstageIdentity?: { token: string; identity: { userEntityRef: string } };
}

export interface SignInClientOptions {
  /** Without a trailing slash. */
  portalUrl: string;
  /** URL of the stub for Bitbucket, as reachable without a proxy. */
  stubUrl: string;
  /** The auth environment. */
  env: string;
  /** Replaces Node.js's own `fetch`. */
  fetch?: Fetch;
}

/** A minimal browser for one sign-in. */
export class SignInClient {
  readonly #cookies = new Map<string, string>();
  readonly #providerUrl: string;
  readonly #options: SignInClientOptions;

  constructor(options: SignInClientOptions) {
    this.#options = options;
    this.#providerUrl = `${options.portalUrl}/api/auth/bitbucket`;
  }

  /** Runs a complete sign-in. */
  async signIn(account: string): Promise<Session> {
    return this.comeBack(await this.consent(account));
  }

  /**
   * Opens Bitbucket's page and consents. Returns the callback.
   *
   * @param account - account at the stub: username, uuid or account ID
   */
  async consent(account: string): Promise<string> {
    const started = await this.#fetch(`/start?env=${this.#options.env}`);
    await started.arrayBuffer();
    const location = started.headers.get('location');
    if (!location) {
      throw new Error(`The start responded with status ${started.status}`);
    }
    const form = new URLSearchParams(new URL(location).searchParams);
    form.set('account', account);
    const consented = await fetch(
      `${this.#options.stubUrl}/site/oauth2/authorize`,
      { method: 'POST', body: form, redirect: 'manual' },
    );
    const text = await consented.text();
    const callback = consented.headers.get('location');
    if (!callback?.startsWith(this.#providerUrl)) {
      throw new Error(`The stub did not redirect the browser back: ${text}`);
    }
    return callback.slice(this.#providerUrl.length);
  }

  /** Opens the callback, which completes the sign-in in the backend. */
  async comeBack(callback: string): Promise<Session> {
    const response = await this.#fetch(callback);
    const page = await response.text();
    const [, encoded] =
      /authResponse = decodeURIComponent\('([^']*)'\)/.exec(page) ?? [];
    const [, message = '{}'] = /var message = (.*);/.exec(page) ?? [];
    const answer: { response?: Answer; error?: Answer['error'] } = JSON.parse(
      encoded ? decodeURIComponent(encoded) : message,
    );
    return readSession(
      { ...answer.response, error: answer.error },
      response.status,
    );
  }

  /** Refreshes the session, like the portal at a page load. */
  async refresh(): Promise<Session> {
    const response = await this.#fetch(`/refresh?env=${this.#options.env}`, {
      'x-requested-with': 'XMLHttpRequest',
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json');
    return readSession(isJson ? JSON.parse(text) : {}, response.status);
  }

  async #fetch(
    path: string,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    const cookie = [...this.#cookies]
      .map(([name, value]) => `${name}=${value}`)
      .join('; ');
    const response = await (this.#options.fetch ?? fetch)(
      `${this.#providerUrl}${path}`,
      { redirect: 'manual', headers: { ...headers, cookie } },
    );
    for (const set of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      if (value) {
        this.#cookies.set(name, value);
      }
    }
    return response;
  }
}

function readSession(
  { error, backstageIdentity }: Answer,
  status: number,
): Session {
  if (!backstageIdentity) {
    throw new Error(
      `The sign-in failed: ${error?.message ?? `status ${status}`}`,
    );
  }
  return {
    userEntityRef: backstageIdentity.identity.userEntityRef,
    token: backstageIdentity.token,
  };
}
