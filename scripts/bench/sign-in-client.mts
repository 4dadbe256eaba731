import { uuidOf } from './people.mts';

/** What the portal gets as the answer to a sign-in or a refresh. */
type Answer = {
  error?: { message: string };
  backstageIdentity?: { identity: { userEntityRef: string } };
};

/** A browser as far as one sign-in needs one. */
export class SignInClient {
  readonly #cookies = new Map<string, string>();
  readonly #providerUrl: string;
  readonly #standInUrl: string;
  readonly #env: string;

  /**
   * @param backendUrl - without a trailing slash
   * @param standInUrl - of the stand-in for Bitbucket, where it is without its proxy
   * @param env - the auth environment
   */
  constructor(backendUrl: string, standInUrl: string, env: string) {
    this.#providerUrl = `${backendUrl}/api/auth/bitbucket`;
    this.#standInUrl = standInUrl;
    this.#env = env;
  }

  /** Goes as far as Bitbucket's page and consents; gives the callback. */
  async consent(userIndex: number): Promise<string> {
    const started = await this.#fetch(`/start?env=${this.#env}`);
    await started.arrayBuffer();
    const page = new URL(started.headers.get('location') ?? '');
    const form = new URLSearchParams(page.searchParams);
    form.set('account', uuidOf(userIndex));
    const consented = await fetch(`${this.#standInUrl}/site/oauth2/authorize`, {
      method: 'POST',
      body: form,
      redirect: 'manual',
    });
    const text = await consented.text();
    const callback = consented.headers.get('location');
    if (!callback?.startsWith(this.#providerUrl)) {
      throw new Error(`The stand-in did not send the person back: ${text}`);
    }
    return callback.slice(this.#providerUrl.length);
  }

  /** Opens the callback, which is the sign-in as far as the backend has a part in it. */
  async comeBack(callback: string, userIndex: number): Promise<void> {
    const response = await this.#fetch(callback);
    const page = await response.text();
    const message =
      /authResponse = decodeURIComponent\('([^']*)'\)/.exec(page)?.[1] ??
      /var message = (.*);/.exec(page)?.[1];
    const text = decodeURIComponent(message ?? '{}');
    const answer: { response?: Answer; error?: Answer['error'] } =
      JSON.parse(text);
    check({ ...answer.response, error: answer.error }, userIndex);
  }

  /** Asks for a new session, as the portal does when it is loaded. */
  async refresh(userIndex: number): Promise<void> {
    const response = await this.#fetch(`/refresh?env=${this.#env}`, {
      'x-requested-with': 'XMLHttpRequest',
    });
    check((await response.json()) as Answer, userIndex);
  }

  async #fetch(
    path: string,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    const cookie = [...this.#cookies]
      .map(([name, value]) => `${name}=${value}`)
      .join('; ');
    const response = await fetch(`${this.#providerUrl}${path}`, {
      redirect: 'manual',
      headers: { ...headers, cookie },
    });
    for (const set of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      if (value) {
        this.#cookies.set(name, value);
      }
    }
    return response;
  }
}

function check({ error, backstageIdentity }: Answer, userIndex: number) {
  const found = backstageIdentity?.identity.userEntityRef;
  if (found !== `user:default/person.${userIndex}`) {
    throw new Error(
      `person.${userIndex} was not signed in: ${error?.message ?? found}`,
    );
  }
}
