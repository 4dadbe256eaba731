/** Names of the local machine in a URL or a connection. */
const LOOPBACK =
  /^(localhost|.*\.localhost|127(\.\d{1,3}){3}|\[?::1\]?|\[?::ffff:(127(\.\d{1,3}){3}|7f[\da-f]{2}:[\da-f]{1,4})\]?)$/i;

/**
 * The unspecified address: a listener on it uses all addresses, and a connection to it reaches this
 * machine.
 */
const EVERY_ADDRESS = /^(0(\.0){0,3}|\[?::\]?)$/;

/** Reserved names for documentation (RFC 2606). */
const SAMPLE = /(^|\.)(example|invalid|example\.(com|net|org))$/i;

export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host);
}

/** Returns whether a connection to that host reaches the local machine. */
export function isThisMachine(host: string): boolean {
  return isLoopback(host) || EVERY_ADDRESS.test(host);
}

/** Whether the host of a PostgreSQL connection is the folder of a unix socket. */
export function isSocket(host: string | undefined): boolean {
  return host?.startsWith('/') ?? false;
}

export function isSampleHost(host: string): boolean {
  return SAMPLE.test(host);
}

export function parseUrl(value: string): URL | undefined {
  return URL.canParse(value) ? new URL(value) : undefined;
}
