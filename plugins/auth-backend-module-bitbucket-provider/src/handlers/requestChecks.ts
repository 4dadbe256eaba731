import { InputError, NotAllowedError, NotFoundError } from '@backstage/errors';
import { AuthenticationError } from '@backstage/errors';
import { type Request, type Response } from '../model/express';
import { redactQuery } from './redactQuery';

/** A longer URL causes a response that clients reject. */
const MAX_CHARACTERS = 4000;

/** Which origins can start a sign-in, and where it can return. */
export interface OriginOptions {
  /** `app.baseUrl` */
  appUrl: string;
  isOriginAllowed: (origin: string) => boolean;
}

/**
 * Prepares a request and its response.
 *
 * - Neither the access log nor the auditor receives the query with its secrets.
 * - The auditor reads the `Authorization` header, which the sign-in does not use, and fails if it is
 *   invalid.
 * - A response with tokens must not be cached. It must not be compressed either, because the length of a
 *   compressed response can leak tokens (BREACH).
 */
export function prepare(req: Request, res: Response, isCallback = false) {
  redactQuery(req, isCallback);
  delete req.headers.authorization;
  res.setHeader('Cache-Control', 'no-store, no-transform');
}

/** @throws InputError for a parameter that is not one line of text, or for a URL that is too long */
export function checkQuery({ query, url }: Request) {
  if (url.length > MAX_CHARACTERS) {
    throw new InputError(
      `The address of this request is longer than ${MAX_CHARACTERS} characters`,
    );
  }
  for (const name of ['env', 'flow', 'origin', 'scope', 'state']) {
    const value = query[name] ?? '';
    if (typeof value !== 'string' || /[\p{Cc}\p{Zl}\p{Zp}]/u.test(value)) {
      throw new InputError(`${name} must be one line of text`);
    }
  }
}

/**
 * Checks that a script of the portal sent the request.
 *
 * @throws AuthenticationError without the header `X-Requested-With`
 * @throws NotAllowedError for the
 * `Origin` of another site. Clients other than browsers send no `Origin`.
 */
export function checkScript(req: Request, { isOriginAllowed }: OriginOptions) {
  if (req.header('X-Requested-With') !== 'XMLHttpRequest') {
    throw new AuthenticationError('Invalid X-Requested-With header');
  }
  const origin = req.get('origin');
  if (origin !== undefined && !isOriginAllowed(origin)) {
    throw new NotAllowedError(`Origin '${origin}' is not allowed`);
  }
}

/** Returns a parameter of the query that {@link checkQuery} has checked. */
export function readText(req: Request, name: string): string | undefined {
  const value = req.query[name];
  return typeof value === 'string' ? value : undefined;
}

/**
 * Returns the auth environment of a request.
 *
 * @throws InputError without `env`, NotFoundError for an unknown environment, like Backstage
 */
export function findEnvironment<T>(
  environments: Map<string, T>,
  name: string | undefined,
): T {
  if (!name) {
    throw new InputError(`Must specify 'env' query to select environment`);
  }
  const environment = environments.get(name);
  if (!environment) {
    throw new NotFoundError(
      `No configuration available for the '${name}' environment of this provider.`,
    );
  }
  return environment;
}

/** Returns the IP address of a client, for limits. */
export function addressOf(req: Request): string {
  return req.ip ?? req.socket.remoteAddress ?? '';
}

/**
 * Returns whether a browser prefetch or a link preview sent the request. The handler must not write
 * anything.
 */
export function isPrefetch(req: Request): boolean {
  return /prefetch|prerender/i.test(
    `${req.get('sec-purpose') ?? ''} ${req.get('purpose') ?? ''} ${
      req.get('x-moz') ?? ''
    }`,
  );
}

/**
 * Returns whether a redirect to a URL remains within the portal. Express and browsers parse some URLs
 * differently, so a URL is only valid in the form that browsers serialize: printable ASCII, no
 * backslash, no user name.
 */
export function isOwnUrl(
  value: unknown,
  { appUrl, isOriginAllowed }: OriginOptions,
): value is string {
  if (
    typeof value !== 'string' ||
    !/^https?:\/\/[\x21-\x7e]+$/.test(value) ||
    value.includes('\\') ||
    !URL.canParse(value)
  ) {
    return false;
  }
  const { origin, username, password } = new URL(value);
  return (
    !username &&
    !password &&
    !/^https?:\/\/[^/?#]*@/.test(value) &&
    (origin === new URL(appUrl).origin || isOriginAllowed(origin))
  );
}
