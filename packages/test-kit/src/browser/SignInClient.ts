import { Browser, type Fetch } from './Browser.ts';

/** The signed-in user, as the portal returns it to the browser. */
export interface Session {
  userEntityRef: string;
  /** The token for requests to the portal's plugins. */
  token: string;
}

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
  /** Replaces Node.js's own `fetch` for requests to the portal. */
  fetch?: Fetch;
}

/**
 * Signs in one user with a `Browser` that does not load Bitbucket's page. It returns
 * sessions, and throws an error instead of returning the message of a failed sign-in.
 */
export class SignInClient {
  readonly #providerUrl: string;
  readonly #options: SignInClientOptions;
  readonly #browser: Browser;

  constructor(options: SignInClientOptions) {
    this.#options = options;
    this.#providerUrl = `${options.portalUrl}/api/auth/bitbucket`;
    this.#browser = new Browser(this.#providerUrl, options.fetch);
  }

  /** Runs a complete sign-in. */
  async signIn(account: string): Promise<Session> {
    return this.comeBack(await this.consent(account));
  }

  /**
   * Starts a sign-in and consents at Bitbucket. Returns the callback.
   *
   * @param account - account at the stub: username, uuid or account ID
   */
  async consent(account: string): Promise<URL> {
    const { searchParams } = await this.#browser.start(this.#options.env);
    const form = new URLSearchParams(searchParams);
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
    return new URL(callback);
  }

  /** Opens the callback, which completes the sign-in in the backend. */
  async comeBack(callback: URL): Promise<Session> {
    const { error, response } = await this.#browser.comeBack(callback);
    return readSession({ ...response, error });
  }

  /** Refreshes the session, like the portal at a page load. */
  async refresh(): Promise<Session> {
    return readSession(await this.#browser.refresh(this.#options.env));
  }
}

function readSession({ error, backstageIdentity }: Answer): Session {
  if (!backstageIdentity) {
    throw new Error(`The sign-in failed: ${error?.message ?? 'no identity'}`);
  }
  return {
    userEntityRef: backstageIdentity.identity.userEntityRef,
    token: backstageIdentity.token,
  };
}
