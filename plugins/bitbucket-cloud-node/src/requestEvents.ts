import { channel } from 'node:diagnostics_channel';

/**
 * A request to Bitbucket that ended.
 *
 * @public
 */
export interface BitbucketRequestEvent {
  /** The kind of the URL, such as `token`, `user` or `pullrequests`. It names no workspace, repository or account. */
  endpoint: string;
  /**
   * `401`, also if the OAuth service rejects the consumer with another status; `403`, `404` or `429`; the class of other
   * statuses, such as `2xx`; or `none` without a response.
   */
  status: string;
  /** Seconds until the response was complete, or until the request failed. */
  seconds: number;
}

const CHANNEL = 'backstage-bitbucket.request';

/** Parts of URLs after `/repositories/{workspace}/{repository}`. Others count as `repository`. */
const OF_REPOSITORIES = new Set([
  'deployments',
  'pipelines',
  'pullrequests',
  'src',
]);
const STATUSES = new Set([401, 403, 404, 429]);

const requests = channel(CHANNEL);

/**
 * Calls the listener after each request that a client of this package sends to Bitbucket, of all plugins in this
 * process. Without a listener, requests are not measured. It uses Node.js's `diagnostics_channel`, as undici does.
 *
 * @returns a function that removes the listener
 *
 * @public
 */
export function onBitbucketRequest(
  listener: (event: BitbucketRequestEvent) => void,
): () => void {
  const receive = (message: unknown) =>
    listener(message as BitbucketRequestEvent);
  requests.subscribe(receive);
  return () => {
    requests.unsubscribe(receive);
  };
}

/**
 * Begins to measure a request. Returns a function for its end, with the status of the response if there is one; or
 * undefined without listeners.
 */
export function measureRequest(
  url: string,
): ((status?: number, body?: unknown) => void) | undefined {
  if (!requests.hasSubscribers) {
    return undefined;
  }
  const begin = performance.now();
  return (status, body) => {
    const event: BitbucketRequestEvent = {
      endpoint: toEndpoint(url),
      status: isRejectedClient(body) ? '401' : toStatus(status),
      seconds: (performance.now() - begin) / 1000,
    };
    requests.publish(event);
  };
}

/** Errors of the OAuth service about the key and the secret of the consumer, whose status can be 400. */
function isRejectedClient(body: unknown): boolean {
  const { error } = (body ?? {}) as { error?: unknown };
  return error === 'unauthorized_client' || error === 'invalid_client';
}

function toStatus(status: number | undefined): string {
  if (!status) {
    return 'none';
  }
  return STATUSES.has(status)
    ? String(status)
    : `${Math.floor(status / 100)}xx`;
}

/** The hosts and the prefix of the stub differ, so the parts begin after the first known one. */
function toEndpoint(url: string): string {
  const [path] = url.split('?');
  if (path.endsWith('/access_token')) {
    return 'token';
  }
  const [, kind, rest = ''] =
    /\/(user|workspaces|repositories)(?=\/|$)(.*)$/.exec(path) ?? [];
  if (kind !== 'repositories') {
    return kind ?? 'other';
  }
  const [, , repository, part] = rest.split('/');
  if (!repository) {
    return 'repositories';
  }
  return part && OF_REPOSITORIES.has(part) ? part : 'repository';
}
