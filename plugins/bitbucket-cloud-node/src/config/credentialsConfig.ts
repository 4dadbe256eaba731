import { type Config } from '@backstage/config';
import { createHash } from 'node:crypto';
import {
  apiTokenCredentials,
  bearerCredentials,
  type BitbucketCredentials,
  clientCredentials,
} from '../BitbucketCredentials';
import { BitbucketOAuthClient } from '../BitbucketOAuthClient';
import { ConfigProblemError } from '../ConfigProblem';
import { readText } from './ConfigProblems';

/**
 * The configured kind of credentials.
 *
 * @public
 */
export type CredentialsConfig =
  | { kind: 'consumer'; clientId: string; clientSecret: string }
  | { kind: 'workspaceAccessToken'; token: string }
  | { kind: 'apiToken'; email: string; token: string };

const WANTED =
  'Configure exactly one of: clientId with clientSecret (an OAuth consumer), workspaceAccessToken, or apiToken with email and token';

/**
 * Reads the credentials of a program: exactly one kind.
 *
 * @param key - the full key of `config`, for errors
 * @throws InputError that names the keys, never their values
 *
 * @public
 */
export function readCredentials(
  config: Config,
  key: string,
): CredentialsConfig {
  const groups = [
    ['clientId', 'clientSecret'],
    ['workspaceAccessToken'],
    ['apiToken'],
  ].filter(names => names.some(name => config.has(name)));
  if (groups.length !== 1) {
    const found = groups.flat().filter(name => config.has(name));
    throw new ConfigProblemError({
      key,
      found:
        groups.length === 0
          ? 'has no credentials'
          : `has more than one kind of credentials: ${found.join(', ')}`,
      remedy: `${WANTED}.`,
    });
  }
  const [[kind]] = groups;
  if (kind === 'workspaceAccessToken') {
    return { kind, token: required(config, key, 'workspaceAccessToken') };
  }
  if (kind === 'apiToken') {
    return {
      kind,
      email: required(config, key, 'apiToken.email'),
      token: required(config, key, 'apiToken.token'),
    };
  }
  return {
    kind: 'consumer',
    clientId: required(config, key, 'clientId'),
    clientSecret: required(config, key, 'clientSecret'),
  };
}

function required(config: Config, key: string, name: string): string {
  const value = readText(config, key, name);
  if (value === undefined) {
    throw new ConfigProblemError({
      key: `${key}.${name}`,
      found: 'is missing',
      remedy: `${WANTED}.`,
    });
  }
  return value;
}

/**
 * Creates the credentials for requests to Bitbucket.
 *
 * @public
 */
export function createCredentials(
  config: CredentialsConfig,
  options: { baseUrl: string; timeoutMs: number },
): BitbucketCredentials {
  switch (config.kind) {
    case 'workspaceAccessToken':
      return bearerCredentials(config.token);
    case 'apiToken':
      return apiTokenCredentials(config.email, config.token);
    default:
      return clientCredentials(
        new BitbucketOAuthClient({
          clientId: config.clientId,
          clientSecret: config.clientSecret,
          ...options,
        }),
      );
  }
}

/**
 * Returns the key under which Bitbucket counts calls, without the secret. Providers with the same key
 * share one budget.
 *
 * @public
 */
export function budgetKeyOf(config: CredentialsConfig): string {
  const identity =
    (config.kind === 'consumer' && config.clientId) ||
    (config.kind === 'apiToken' && config.email) ||
    (config.kind === 'workspaceAccessToken' && config.token);
  return createHash('sha256')
    .update(`${config.kind} ${identity}`)
    .digest('hex')
    .slice(0, 32);
}
