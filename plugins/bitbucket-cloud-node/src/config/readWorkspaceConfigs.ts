import { type Config } from '@backstage/config';
import {
  BITBUCKET_CLOUD_API_BASE_URL,
  BITBUCKET_CLOUD_BASE_URL,
  parseBaseUrl,
} from '../baseUrl';
import { ConfigProblemError } from '../ConfigProblem';
import { readRequestTimeout } from '../readRequestTimeout';
import { type ConfigProblems, readNumber, readText } from './ConfigProblems';
import { type CredentialsConfig, readCredentials } from './credentialsConfig';
import { isValidEntityName } from './validNames';

/** The keys that all modules that read a workspace have. */
const WORKSPACE_KEYS = [
  'workspace',
  'clientId',
  'clientSecret',
  'workspaceAccessToken',
  'apiToken',
  'rateLimit',
  'apiBaseUrl',
  'baseUrl',
  'requestTimeout',
];

/**
 * How a module reads a workspace of Bitbucket Cloud.
 *
 * @public
 */
export interface WorkspaceConfig {
  /** The name of the entry. */
  id: string;
  /** The full key, for errors. */
  key: string;
  /** Slug, or uuid in braces. */
  workspace: string;
  /** The credentials for the workspace. */
  credentials: CredentialsConfig;
  /** `share`: the part of the calls that the module can use, from 0.01 to 1. */
  rateLimit: { callsPerHour: number; share: number };
  /** No trailing slash. */
  apiBaseUrl: string;
  /** No trailing slash. */
  baseUrl: string;
  /** Milliseconds until a response must be complete. */
  timeoutMs: number;
}

/**
 * Reads the own keys of a module.
 *
 * @public
 */
export interface WorkspaceKeys<T> {
  /** The key that contains all entries. */
  providersKey: string;
  /** The names of the keys that only this module has. */
  ownKeys: readonly string[];
  /** The default of `rateLimit.share`; default 0.8. */
  share?: number;
  /**
   * Returns the values of the own keys.
   *
   * @param key - the full key of `config`, for errors
   * @param read - calls a function, and returns the second argument if the function throws a problem
   */
  readOwn(
    config: Config,
    key: string,
    read: <V>(reader: () => V, otherwise: V) => V,
  ): T;
}

/**
 * Reads an entry for each workspace.
 *
 * @param problems - receives every wrong key, its value and the expected value
 *
 * @public
 */
export function readWorkspaceConfigs<T>(
  rootConfig: Config,
  keys: WorkspaceKeys<T>,
  problems: ConfigProblems,
): (WorkspaceConfig & T)[] {
  const { providersKey } = keys;
  if (rootConfig.getOptional(providersKey) === undefined) {
    return [];
  }
  const all = problems.try(
    () => rootConfig.getConfig(providersKey),
    providersKey,
  );
  return (all?.keys() ?? []).flatMap(id => {
    const key = `${providersKey}.${id}`;
    if (!isValidEntityName(id)) {
      problems.add({
        key,
        found: `has the name '${id}', which cannot be the name of a provider`,
        remedy: 'Use letters, digits, and single - _ . between them.',
      });
    }
    const config = problems.try(() => all!.getConfig(id), key);
    if (!config) {
      return [];
    }
    findUnknownKeys(config, key, [...WORKSPACE_KEYS, ...keys.ownKeys]).forEach(
      problem => problems.add(problem),
    );
    const read = <V>(reader: () => V, otherwise: V): V =>
      problems.try(reader, key) ?? otherwise;
    return [
      {
        id,
        key,
        ...readCommon(config, { key, share: keys.share }, read),
        ...keys.readOwn(config, key, read),
      },
    ];
  });
}

function findUnknownKeys(config: Config, key: string, known: string[]) {
  return config
    .keys()
    .filter(name => !known.includes(name))
    .map(name => ({
      key: `${key}.${name}`,
      found: 'is not a key of this provider',
      remedy: `Use one of: ${known.join(', ')}.`,
    }));
}

function readCommon(
  config: Config,
  { key, share }: { key: string; share?: number },
  read: <V>(reader: () => V, otherwise: V) => V,
): Omit<WorkspaceConfig, 'id' | 'key'> {
  return {
    workspace: read(() => readWorkspace(config, key), ''),
    credentials: read(() => readCredentials(config, key), {
      kind: 'workspaceAccessToken',
      token: '',
    }),
    rateLimit: {
      callsPerHour: read(
        () =>
          readNumber(config, key, 'rateLimit.callsPerHour', {
            from: 1,
            to: 1_000_000,
            whole: true,
          }) ?? 1000,
        1,
      ),
      share: read(
        () =>
          readNumber(config, key, 'rateLimit.share', { from: 0.01, to: 1 }) ??
          share ??
          0.8,
        1,
      ),
    },
    apiBaseUrl: read(
      () =>
        parseBaseUrl(
          readText(config, key, 'apiBaseUrl') ?? BITBUCKET_CLOUD_API_BASE_URL,
          `${key}.apiBaseUrl`,
        ),
      '',
    ),
    baseUrl: read(
      () =>
        parseBaseUrl(
          readText(config, key, 'baseUrl') ?? BITBUCKET_CLOUD_BASE_URL,
          `${key}.baseUrl`,
        ),
      '',
    ),
    timeoutMs: read(() => readRequestTimeout(config, key), 1),
  };
}

function readWorkspace(config: Config, key: string): string {
  const workspace = readText(config, key, 'workspace');
  if (workspace === undefined) {
    throw new ConfigProblemError({
      key: `${key}.workspace`,
      found: 'is missing',
      remedy:
        'Set the slug, the part of the URL after the host, or the uuid in braces.',
    });
  }
  if (!/^([a-z0-9_-]+|\{[0-9a-f-]{36}\})$/i.test(workspace)) {
    throw new ConfigProblemError({
      key: `${key}.workspace`,
      found: `is '${workspace}', which is neither a slug nor a uuid in braces`,
      remedy: `Use the part of the URL after the host, or '{…}'.`,
    });
  }
  return workspace;
}
