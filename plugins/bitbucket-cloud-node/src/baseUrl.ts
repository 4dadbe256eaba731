import { InputError } from '@backstage/errors';

/**
 * Where people sign in and where the OAuth endpoints are.
 *
 * @public
 */
export const BITBUCKET_CLOUD_BASE_URL = 'https://bitbucket.org';

/**
 * Where the REST API is.
 *
 * @public
 */
export const BITBUCKET_CLOUD_API_BASE_URL = 'https://api.bitbucket.org/2.0';

const LOOPBACK_HOSTS = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * Checks a base URL from the configuration and returns it without a trailing slash.
 *
 * Tokens and secrets are sent there, so it must be `https:`; `http:` is taken only for a
 * loopback host, which is how the stub is reached.
 *
 * @param value - the configured URL
 * @param key - the full configuration key, for the error
 * @throws InputError that names the key, what was found and what is wanted
 *
 * @public
 */
export function parseBaseUrl(value: string, key: string): string {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    throw new InputError(
      `${key} is '${value}', which is not a URL. Give an absolute one, for example ${BITBUCKET_CLOUD_BASE_URL}, or remove the key to use Bitbucket Cloud.`,
    );
  }
  if (url.username || url.password) {
    throw new InputError(
      `${key} holds a user name or password. Give the URL without them.`,
    );
  }
  if (url.search || url.hash) {
    throw new InputError(
      `${key} is '${value}'; a base URL has no query and no fragment. Remove what follows the path.`,
    );
  }
  if (url.protocol === 'http:' && !LOOPBACK_HOSTS.test(url.hostname)) {
    throw new InputError(
      `${key} is '${value}'; http is accepted only for localhost, because secrets are sent there. Use https.`,
    );
  }
  return url.href.replace(/\/+$/, '');
}
