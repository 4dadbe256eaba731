import type { DiscoveryApi, FetchApi } from '@backstage/core-plugin-api';
import { BitbucketRequestError } from './BitbucketRequestError';

const TIME_LIMIT_MS = 30_000;

/**
 * The dependencies of the clients of this package.
 *
 * @public
 */
export interface BitbucketClientDependencies {
  /** Returns the address of the catalog backend. */
  discoveryApi: DiscoveryApi;
  /** Adds the Backstage token to each request. */
  fetchApi: FetchApi;
}

/**
 * Requests a route of the Bitbucket modules of the catalog.
 *
 * @returns the body, or `undefined` if the route or what it is about does not exist (404)
 * @throws BitbucketRequestError
 */
export async function requestCatalog(
  dependencies: BitbucketClientDependencies,
  path: string,
): Promise<unknown> {
  const response = await fetchCatalog(dependencies, path);
  if (response.status === 404) {
    return undefined;
  }
  return readBody(response);
}

/**
 * Sends a request to a route of the Bitbucket modules of the catalog.
 *
 * @throws BitbucketRequestError if no response arrives
 */
export async function fetchCatalog(
  { discoveryApi, fetchApi }: BitbucketClientDependencies,
  path: string,
  init: RequestInit = {},
): Promise<Response> {
  const baseUrl = await discoveryApi.getBaseUrl('catalog');
  return fetchApi
    .fetch(`${baseUrl}/bitbucket/${path}`, {
      ...init,
      signal: AbortSignal.timeout(TIME_LIMIT_MS),
    })
    .catch(toReadableError);
}

/**
 * Requests a route of the plugin `bitbucket-cloud`.
 *
 * @throws BitbucketRequestError if no response arrives
 */
export async function requestPlugin(
  { discoveryApi, fetchApi }: BitbucketClientDependencies,
  path: string,
): Promise<Response> {
  const baseUrl = await discoveryApi.getBaseUrl('bitbucket-cloud');
  return fetchApi
    .fetch(`${baseUrl}/${path}`, { signal: AbortSignal.timeout(TIME_LIMIT_MS) })
    .catch(toReadableError);
}

/**
 * Returns the JSON of a response.
 *
 * @throws BitbucketRequestError for the response of an error
 */
export async function readBody(response: Response): Promise<unknown> {
  if (!response.ok) {
    throw await readFailure(response);
  }
  const body = await response.json().catch(() => undefined);
  if (typeof body !== 'object' || body === null) {
    throw incompatible();
  }
  return body;
}

/** The error for a response in a wrong format. */
export function incompatible(): BitbucketRequestError {
  return new BitbucketRequestError(
    'The backend of the portal sent a response that this page cannot read. Reload the page. If that does not help, ask an administrator whether front end and backend have the same version.',
  );
}

/** Returns the error of a response. A proxy can send HTML instead of JSON. */
export async function readFailure(
  response: Response,
): Promise<BitbucketRequestError> {
  const statusCode = response.status;
  const body: unknown = await response.json().catch(() => undefined);
  const { message } = Object(Object(body).error);
  return new BitbucketRequestError(
    typeof message === 'string' && message.trim()
      ? message
      : `The backend of the portal responded with HTTP status ${statusCode} and no explanation. Try again in a minute.`,
    { statusCode },
  );
}

/** Throws a sentence in place of the browser's "Failed to fetch". Other errors, for example of the identity API, stay as they are. */
export function toReadableError(error: unknown): never {
  const { name } = Object(error);
  if (['TypeError', 'TimeoutError', 'AbortError'].includes(name)) {
    throw new BitbucketRequestError(
      'The backend of the portal does not respond. Check your network connection, then try again.',
    );
  }
  throw error;
}
