/** Who is signed in, as the portal tells the browser. */
export type Session = {
  userEntityRef: string;
  /** With it the browser asks the portal's plugins. */
  token: string;
};

/** As much of `fetch` as a sign-in needs. */
export type Fetch = (
  url: string,
  init: { headers: Record<string, string>; redirect: 'manual' },
) => Promise<Response>;

/** What the portal gets as the answer to a sign-in or a refresh. */
type Answer = {
  error?: { message: string };
  backstageIdentity?: { token: string; identity: { userEntityRef: string } };
};

export type SignInClientOptions = {
  /** Without a trailing slash. */
  portalUrl: string;
  /** Of the stub for Bitbucket, where it is without a proxy. */
  stubUrl: string;
  /** The auth environment. */
  env: string;
  /** How the portal is reached, if not as Node reaches everything. */
  fetch?: Fetch;
};

/** A browser as far as one sign-in needs one. */
export class SignInClient {
  readonly #cookies = new Map<string, string>();
  readonly #providerUrl: string;
  readonly #options: SignInClientOptions;

  constructor(options: SignInClientOptions) {
    this.#options = options;
    this.#providerUrl = `${options.portalUrl}/api/auth/bitbucket`;
  }

  /** Signs a person in, from the button to the portal. */
  async signIn(account: string): Promise<Session> {
    return this.comeBack(await this.consent(account));
  }

  /**
   * Goes as far as Bitbucket's page and consents; gives the callback.
   *
   * @param account - at the stub for Bitbucket: username, uuid or account id
   */
  async consent(account: string): Promise<string> {
    const started = await this.#fetch(`/start?env=${this.#options.env}`);
    await started.arrayBuffer();
    const location = started.headers.get('location');
    if (!location) {
      throw new Error(`The start answered with status ${started.status}`);
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
      throw new Error(`The stub did not send the person back: ${text}`);
    }
    return callback.slice(this.#providerUrl.length);
  }

  /** Opens the callback, which is the sign-in as far as the backend has a part in it. */
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

  /** Asks for a new session, as the portal does when it is loaded. */
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
      `Nobody was signed in: ${error?.message ?? `status ${status}`}`,
    );
  }
  return {
    userEntityRef: backstageIdentity.identity.userEntityRef,
    token: backstageIdentity.token,
  };
}
