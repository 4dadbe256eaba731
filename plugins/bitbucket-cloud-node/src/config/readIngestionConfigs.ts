import {
  readSchedulerServiceTaskScheduleDefinitionFromConfig,
  type SchedulerServiceTaskScheduleDefinition,
} from '@backstage/backend-plugin-api';
import { type Config } from '@backstage/config';
import {
  BITBUCKET_CLOUD_API_BASE_URL,
  BITBUCKET_CLOUD_BASE_URL,
  parseBaseUrl,
} from '../baseUrl';
import { ConfigProblemError } from '../ConfigProblem';
import { type ShrinkGuard } from '../ingestion/shrinkGuard';
import { readRequestTimeout } from '../readRequestTimeout';
import { type ConfigProblems, readNumber, readText } from './ConfigProblems';
import { type CredentialsConfig, readCredentials } from './credentialsConfig';
import { isValidEntityName } from './validNames';

/** Three hours: a run can wait for an hour of Bitbucket's budget more than once. */
const DEFAULT_SCHEDULE: SchedulerServiceTaskScheduleDefinition = {
  frequency: { hours: 1 },
  timeout: { hours: 3 },
  // Sources that the backend reads from its own files come first.
  initialDelay: { seconds: 15 },
};

/** The keys that all ingestion modules have. */
const COMMON_KEYS = [
  'workspace',
  'clientId',
  'clientSecret',
  'workspaceAccessToken',
  'apiToken',
  'schedule',
  'shrinkGuard',
  'rateLimit',
  'apiBaseUrl',
  'baseUrl',
  'requestTimeout',
];

/**
 * The part of the configuration that all ingestion modules have.
 *
 * @public
 */
export interface IngestionConfig {
  /** The name of the provider. */
  id: string;
  /** The full key, for errors. */
  key: string;
  /** Slug, or uuid in braces. */
  workspace: string;
  /** The credentials of the provider. */
  credentials: CredentialsConfig;
  /** When runs start, and how long they can take. */
  schedule: SchedulerServiceTaskScheduleDefinition;
  /** Protects against a listing that suddenly lacks many of its values. */
  shrinkGuard: ShrinkGuard;
  /** `share`: the part of the calls that the provider can use, from 0.01 to 1. */
  rateLimit: { callsPerHour: number; share: number };
  /** No trailing slash. */
  apiBaseUrl: string;
  /** No trailing slash. */
  baseUrl: string;
  /** Milliseconds until a response must be complete. */
  timeoutMs: number;
}

/**
 * Reads one provider's own keys.
 *
 * @public
 */
export interface IngestionKeys<T> {
  /** The key that contains all providers. */
  providersKey: string;
  /** The names of the keys that only this module has. */
  ownKeys: readonly string[];
  /** The name under `shrinkGuard` of the number that a run can always remove. */
  guardedKey: string;
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
 * Reads the configuration of all providers of an ingestion module.
 *
 * @param problems - receives every wrong key, its value and the expected value
 *
 * @public
 */
export function readIngestionConfigs<T>(
  rootConfig: Config,
  keys: IngestionKeys<T>,
  problems: ConfigProblems,
): (IngestionConfig & T)[] {
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
    findUnknownKeys(config, key, [...COMMON_KEYS, ...keys.ownKeys]).forEach(
      problem => problems.add(problem),
    );
    const read = <V>(reader: () => V, otherwise: V): V =>
      problems.try(reader, key) ?? otherwise;
    return [
      {
        id,
        key,
        ...readCommon(config, { key, guardedKey: keys.guardedKey }, read),
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
  { key, guardedKey }: { key: string; guardedKey: string },
  read: <V>(reader: () => V, otherwise: V) => V,
): Omit<IngestionConfig, 'id' | 'key'> {
  const wholeNumber = (name: string, from: number) =>
    readNumber(config, key, name, { from, to: 1_000_000, whole: true });
  const share = (name: string, from: number) =>
    readNumber(config, key, name, { from, to: 1 });
  return {
    workspace: read(() => readWorkspace(config, key), ''),
    credentials: read(() => readCredentials(config, key), {
      kind: 'workspaceAccessToken',
      token: '',
    }),
    schedule: read(() => readSchedule(config, key), DEFAULT_SCHEDULE),
    shrinkGuard: {
      share: read(() => share('shrinkGuard.share', 0) ?? 0.25, 0),
      count: read(() => wholeNumber(`shrinkGuard.${guardedKey}`, 0) ?? 10, 0),
    },
    rateLimit: {
      callsPerHour: read(
        () => wholeNumber('rateLimit.callsPerHour', 1) ?? 1000,
        1,
      ),
      share: read(() => share('rateLimit.share', 0.01) ?? 0.8, 1),
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

function readSchedule(
  config: Config,
  key: string,
): SchedulerServiceTaskScheduleDefinition {
  if (!config.has('schedule')) {
    return DEFAULT_SCHEDULE;
  }
  try {
    return readSchedulerServiceTaskScheduleDefinitionFromConfig(
      config.getConfig('schedule'),
    );
  } catch (error) {
    throw new ConfigProblemError({
      key: `${key}.schedule`,
      found: `cannot be read: ${(error as Error).message}`,
      remedy:
        'For example, write { frequency: { hours: 1 }, timeout: { hours: 3 } }.',
    });
  }
}
