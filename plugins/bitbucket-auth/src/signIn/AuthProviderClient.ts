import { type OAuth2Session } from '@backstage/core-app-api';
import { type DiscoveryApi } from '@backstage/core-plugin-api';
import { toMessage } from './toMessage';
import { isObject, toSession } from './toSession';

/** The response of the portal's backend to a request for the session of this browser. */
export type RefreshOutcome =
  | { result: 'session'; session: OAuth2Session }
  /** There is no session. The message is for the user. Without a message, there is nothing to report. */
  | { result: 'refused'; status: number; message?: string }
  /**
   * A temporary error: the session may exist. The message is for the user, and is missing for a network
   * error. `canSignIn`: a new sign-in is possible immediately.
   */
  | {
      result: 'unavailable';
      message?: string;
      retryAfter?: string;
      canSignIn?: boolean;
    };

/** The result of a sign-out. */
export interface LogoutOutcome {
  /** The address at which the browser also signs out of the provider, if the backend returns one. */
  logoutUrl?: string;
  /** For the user, if there is more to report than the sign-out. */
  message?: string;
}

export interface AuthProviderClientOptions {
  discoveryApi: DiscoveryApi;
  /** The auth environment, `auth.environment` of the configuration. */
  environment: string;
  /** The ID of the auth provider in the backend. */
  providerId: string;
}

const TEMPORARY_STATUSES = new Set([429, 502, 503, 504]);

/** Longer than the backend needs for a session that it must check at Bitbucket first. */
const TIME_LIMIT_MILLISECONDS = 15_000;

/**
 * The routes of one auth provider of the portal's backend.
 *
 * It uses plain `fetch`, because the fetch API waits for a signed-in identity.
 */
export class AuthProviderClient {
  readonly #options: AuthProviderClientOptions;

  constructor(options: AuthProviderClientOptions) {
    this.#options = options;
  }

  async startUrl(query: Record<string, string>): Promise<string> {
    return this.#url('/start', query);
  }

  async refresh(scopes?: Set<string>): Promise<RefreshOutcome> {
    // `optional` without a value, like Backstage's own connector.
    const url = await this.#url('/refresh', {
      optional: '',
      ...(scopes && { scope: [...scopes].join(' ') }),
    });
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), TIME_LIMIT_MILLISECONDS);
    try {
      const response = await fetch(url, {
        headers: { 'x-requested-with': 'XMLHttpRequest' },
        credentials: 'include',
        signal: abort.signal,
      });
      return toOutcome(response, parseJson(await response.text()));
    } catch {
      return { result: 'unavailable' };
    } finally {
      clearTimeout(timer);
    }
  }

  /** Signs this browser out. */
  async logout(): Promise<LogoutOutcome> {
    const response = await fetch(await this.#url('/logout'), {
      method: 'POST',
      headers: { 'x-requested-with': 'XMLHttpRequest' },
      credentials: 'include',
    }).catch(error => {
      throw new Error(`Sign-out request failed, ${error}`);
    });
    const body = parseJson(await response.text());
    if (!response.ok) {
      throw new Error(
        messageOf(body) ?? `The sign-out failed with status ${response.status}`,
      );
    }
    const { logoutUrl, message } = isObject(body) ? body : {};
    return {
      logoutUrl: typeof logoutUrl === 'string' ? logoutUrl : undefined,
      message: toMessage(message),
    };
  }

  async #url(path: string, query?: Record<string, string>): Promise<string> {
    const { discoveryApi, environment, providerId } = this.#options;
    const baseUrl = await discoveryApi.getBaseUrl('auth');
    const search = new URLSearchParams({ ...query, env: environment });
    return `${baseUrl}/${providerId}${path}?${search}`;
  }
}

function toOutcome(response: Response, body: unknown): RefreshOutcome {
  const retryAfter = response.headers.get('retry-after') ?? undefined;
  if (TEMPORARY_STATUSES.has(response.status)) {
    return {
      result: 'unavailable',
      message: messageOf(body),
      retryAfter,
      canSignIn: canSignIn(body),
    };
  }
  if (!response.ok) {
    return {
      result: 'refused',
      status: response.status,
      message: isWithoutCookie(body) ? undefined : messageOf(body),
    };
  }
  const session = toSession(body);
  // A 200 without a session does not come from the portal. It can come from a proxy with a maintenance
  // page.
  return session
    ? { result: 'session', session }
    : { result: 'unavailable', retryAfter };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Returns the message of `{ error: { name, message } }`, the body of each Backstage error response. */
function messageOf(body: unknown): string | undefined {
  const error = isObject(body) ? body.error : undefined;
  return isObject(error) ? toMessage(error.message) : undefined;
}

/** Returns whether the portal cannot check the session, but can sign in the user again. */
function canSignIn(body: unknown): boolean {
  const error = isObject(body) ? body.error : undefined;
  return isObject(error) && error.canSignIn === true;
}

/**
 * Returns whether the browser has no session.
 *
 * The provider then responds with the same message as Backstage's own providers, which is not written for users.
 */
function isWithoutCookie(body: unknown): boolean {
  return messageOf(body)?.startsWith('Refresh failed') ?? false;
}
