import { BITBUCKET_CLOUD_BASE_URL } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { ConfigProblemError } from './ConfigProblem';

export { BITBUCKET_CLOUD_BASE_URL };

/**
 * The base URL of the REST API.
 *
 * @public
 */
export const BITBUCKET_CLOUD_API_BASE_URL = 'https://api.bitbucket.org/2.0';

const LOOPBACK_HOSTS = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Returns whether a hostname of a URL is this machine. */
export function isLoopbackHost(hostname: string): boolean {
  return LOOPBACK_HOSTS.test(hostname);
}

/**
 * Checks a base URL from the configuration and returns it without a trailing slash.
 *
 * It must be `https:`, because tokens and secrets are sent to this URL. `http:` is accepted only for a
 * loopback host, for use with the stub.
 *
 * @param value - the configured URL
 * @param key - the full configuration key, for the error
 * @throws InputError that names the key, its value and the expected value
 *
 * @public
 */
export function parseBaseUrl(value: string, key: string): string {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    throw new ConfigProblemError({
      key,
      found: `is '${value}', which is not a URL`,
      remedy: `Use an absolute URL, for example ${BITBUCKET_CLOUD_BASE_URL}, or remove the key to use Bitbucket Cloud.`,
    });
  }
  if (url.username || url.password) {
    throw new ConfigProblemError({
      key,
      found: 'contains a user name or password',
      remedy: 'Use the URL without them.',
    });
  }
  if (url.search || url.hash) {
    throw new ConfigProblemError({
      key,
      found: `is '${value}'`,
      remedy:
        'A base URL cannot have a query or a fragment. Remove the part after the path.',
    });
  }
  if (url.protocol === 'http:' && !isLoopbackHost(url.hostname)) {
    throw new ConfigProblemError({
      key,
      found: `is '${value}'`,
      remedy:
        'http is accepted only for localhost, because secrets are sent there. Use https.',
    });
  }
  return url.href.replace(/\/+$/, '');
}
