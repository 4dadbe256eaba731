import { parseEntityRef } from '@backstage/catalog-model';
import type {
  ConfigApi,
  DiscoveryApi,
  FetchApi,
} from '@backstage/core-plugin-api';
import type {
  BitbucketSession,
  BitbucketSessionsEndedResponse,
} from '@backstage-bitbucket/plugin-bitbucket-auth-common';
import type {
  BitbucketSessionsApi,
  EndUserSessionsRequest,
} from './BitbucketSessionsApi';
import { BitbucketSessionsError } from './BitbucketSessionsError';
import {
  parseEndedResponse,
  parseSessionsResponse,
  readFailure,
} from './parseResponse';

/**
 * The dependencies of a {@link BitbucketSessionsClient}.
 *
 * @public
 */
export interface BitbucketSessionsClientDependencies {
  /** Returns the address of the auth backend. */
  discoveryApi: DiscoveryApi;
  /** Adds the Backstage token to each request. */
  fetchApi: FetchApi;
}

const TIME_LIMIT_MS = 30_000;

/**
 * Requests the sessions of the portal's users from the auth backend.
 *
 * @public
 */
export class BitbucketSessionsClient implements BitbucketSessionsApi {
  readonly #dependencies: BitbucketSessionsClientDependencies;
  readonly #environment: string;

  /** Reads `auth.environment`, like Backstage's own auth clients. */
  static fromConfig(
    config: ConfigApi,
    dependencies: BitbucketSessionsClientDependencies,
  ): BitbucketSessionsClient {
    return new BitbucketSessionsClient(
      config.getOptionalString('auth.environment') ?? 'development',
      dependencies,
    );
  }

  private constructor(
    environment: string,
    dependencies: BitbucketSessionsClientDependencies,
  ) {
    this.#environment = environment;
    this.#dependencies = dependencies;
  }

  /** {@inheritDoc BitbucketSessionsApi.listOwnSessions} */
  async listOwnSessions(): Promise<BitbucketSession[]> {
    return parseSessionsResponse(await this.#request('GET', 'sessions'));
  }

  /** {@inheritDoc BitbucketSessionsApi.endOwnSession} */
  async endOwnSession(
    sessionId: string,
  ): Promise<BitbucketSessionsEndedResponse> {
    const path = `sessions/${requirePathSegment(sessionId)}`;
    return parseEndedResponse(await this.#request('DELETE', path));
  }

  /** {@inheritDoc BitbucketSessionsApi.endOtherOwnSessions} */
  async endOtherOwnSessions(): Promise<BitbucketSessionsEndedResponse> {
    return parseEndedResponse(await this.#request('DELETE', 'sessions'));
  }

  /** {@inheritDoc BitbucketSessionsApi.listUserSessions} */
  async listUserSessions(userEntityRef: string): Promise<BitbucketSession[]> {
    const path = pathOfUserSessions(userEntityRef);
    return parseSessionsResponse(await this.#request('GET', path));
  }

  /** {@inheritDoc BitbucketSessionsApi.endUserSessions} */
  async endUserSessions({
    userEntityRef,
    sessionId,
    reason,
  }: EndUserSessionsRequest): Promise<BitbucketSessionsEndedResponse> {
    const sessions = pathOfUserSessions(userEntityRef);
    const path =
      sessionId === undefined
        ? sessions
        : `${sessions}/${requirePathSegment(sessionId)}`;
    const text = reason?.trim();
    const query: Record<string, string> = text ? { reason: text } : {};
    return parseEndedResponse(await this.#request('DELETE', path, query));
  }

  async #request(
    method: 'GET' | 'DELETE',
    path: string,
    parameters: Record<string, string> = {},
  ): Promise<unknown> {
    const { discoveryApi, fetchApi } = this.#dependencies;
    const baseUrl = await discoveryApi.getBaseUrl('auth');
    const query = new URLSearchParams({
      env: this.#environment,
      ...parameters,
    });
    const response = await fetchApi
      .fetch(`${baseUrl}/bitbucket/${path}?${query}`, {
        method,
        // The session cookie identifies the current session.
        credentials: 'include',
        // A page of another origin cannot send this header without a preflight request.
        headers: { 'X-Requested-With': 'XMLHttpRequest' },
        signal: AbortSignal.timeout(TIME_LIMIT_MS),
      })
      .catch(toReadableError);
    if (!response.ok) {
      throw await readFailure(response);
    }
    return response.json().catch(() => undefined);
  }
}

/**
 * An empty segment would change "end this session" to "end all sessions". A URL parser also removes
 * `.` and `..`.
 */
function requirePathSegment(id: string): string {
  if (['', '.', '..'].includes(id)) {
    throw new BitbucketSessionsError('The session has no valid ID.');
  }
  return encodeURIComponent(id);
}

function pathOfUserSessions(userEntityRef: string): string {
  const { namespace, name } = parseEntityRef(userEntityRef);
  const segments = [namespace, name].map(requirePathSegment);
  return `users/${segments.join('/')}/sessions`;
}

/**
 * Replaces the browser's "Failed to fetch". Does not change other errors, for example of the identity
 * API.
 */
function toReadableError(error: unknown): never {
  const name = error instanceof Error ? error.name : undefined;
  if (name && ['TypeError', 'TimeoutError', 'AbortError'].includes(name)) {
    throw new BitbucketSessionsError(
      'The backend of the portal does not respond. Check your network connection, then try again.',
    );
  }
  throw error;
}
