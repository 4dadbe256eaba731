import {
  BITBUCKET_CLOUD_API_BASE_URL,
  BITBUCKET_CLOUD_BASE_URL,
  ConfigProblemError,
  parseBaseUrl,
  readRequestTimeout,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { type Config } from '@backstage/config';
import { readSignInPolicy, type SignInPolicy } from '../policy/signInPolicy';

/** Resolvers that require a confirmed address, and therefore the scope `email`. */
const EMAIL_RESOLVERS = [
  'emailMatchingUserEntityProfileEmail',
  'emailLocalPartMatchingUserEntityName',
];

export interface BitbucketProviderConfig {
  clientId: string;
  clientSecret: string;
  baseUrl: string;
  apiBaseUrl: string;
  timeoutMs: number;
  /** Whether a configured resolver requires the email address. */
  emailRequired: boolean;
  policy: SignInPolicy;
}

/**
 * Reads the configuration of one auth environment.
 *
 * @param key - the full key of `config`, for errors
 * @throws InputError that names the key, its value and the expected value
 */
export function readProviderConfig(
  config: Config,
  key: string,
): BitbucketProviderConfig {
  return {
    clientId: readCredential(config, key, 'clientId'),
    clientSecret: readCredential(config, key, 'clientSecret'),
    baseUrl: readBaseUrl(config, key, 'baseUrl'),
    apiBaseUrl: readBaseUrl(config, key, 'apiBaseUrl'),
    timeoutMs: readRequestTimeout(config, key),
    emailRequired: (
      config.getOptionalConfigArray('signIn.resolvers') ?? []
    ).some(resolver =>
      EMAIL_RESOLVERS.includes(resolver.getString('resolver')),
    ),
    policy: readSignInPolicy(config, key),
  };
}

const BASE_URLS = {
  baseUrl: BITBUCKET_CLOUD_BASE_URL,
  apiBaseUrl: BITBUCKET_CLOUD_API_BASE_URL,
};

/** @throws InputError for a URL that must not receive secrets and tokens */
export function readBaseUrl(
  config: Config,
  key: string,
  name: keyof typeof BASE_URLS,
): string {
  const url = config.getOptionalString(name) ?? BASE_URLS[name];
  return parseBaseUrl(url, `${key}.${name}`);
}

/** Each function checks a key that the framework reads itself, without a check at the start. */
export const frameworkChecks = [
  function checkCallbackUrl(config: Config, key: string) {
    const url = config.getOptionalString('callbackUrl');
    if (url !== undefined && !isCallbackUrl(url)) {
      throw new ConfigProblemError({
        key: `${key}.callbackUrl`,
        found: `is '${url}', which is not a URL that ends in /bitbucket/handler/frame`,
        remedy:
          'Use such a URL, or remove the key to use <backend.baseUrl>/api/auth/bitbucket/handler/frame.',
      });
    }
  },

  function checkAdditionalScopes(config: Config, key: string) {
    const scopes = config.getOptional('additionalScopes') ?? [];
    if (![scopes].flat().every(scope => typeof scope === 'string')) {
      throw new ConfigProblemError({
        key: `${key}.additionalScopes`,
        found: 'is not a string or a list of strings',
        remedy: 'For example, write [repository].',
      });
    }
  },
];

/** The framework derives the path of its cookies from this suffix. */
function isCallbackUrl(url: string): boolean {
  return (
    /^https?:\/\/[^?#]+\/bitbucket\/handler\/frame$/.test(url) &&
    URL.canParse(url)
  );
}

const CREDENTIALS = {
  clientId: 'AUTH_BITBUCKET_CLIENT_ID to the key',
  clientSecret: 'AUTH_BITBUCKET_CLIENT_SECRET to the secret',
};

/**
 * Reads the key or the secret of the OAuth consumer.
 *
 * @throws InputError that names the key and the environment variable to set
 */
export function readCredential(
  config: Config,
  key: string,
  name: keyof typeof CREDENTIALS,
): string {
  const value = config.getOptional(name);
  if (typeof value === 'string' && value.trim()) {
    return value;
  }
  // An empty environment variable counts as missing.
  const found =
    value === undefined || typeof value === 'string' ? 'missing' : 'not a text';
  throw new ConfigProblemError({
    key: `${key}.${name}`,
    found: `is ${found}`,
    remedy: `Set the environment variable ${CREDENTIALS[name]} of your Bitbucket OAuth consumer. To try the portal without one, set neither and run \`./yarnw dev\`.`,
  });
}
