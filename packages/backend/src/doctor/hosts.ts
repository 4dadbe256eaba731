/** Names of this very machine, as they stand in a URL or in a connection. */
const LOOPBACK =
  /^(localhost|.*\.localhost|127(\.\d{1,3}){3}|\[?::1\]?|\[?::ffff:127(\.\d{1,3}){3}\]?)$/i;

/** Names that are in documents and belong to nobody (RFC 2606). */
const SAMPLE = /(^|\.)(example|invalid|example\.(com|net|org))$/i;

export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host);
}

export function isSampleHost(host: string): boolean {
  return SAMPLE.test(host);
}

export function parseUrl(value: string): URL | undefined {
  return URL.canParse(value) ? new URL(value) : undefined;
}
