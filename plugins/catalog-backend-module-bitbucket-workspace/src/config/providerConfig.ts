import {
  BITBUCKET_CLOUD_API_BASE_URL,
  BITBUCKET_CLOUD_BASE_URL,
  parseBaseUrl,
  readRequestTimeout,
  type ConfigProblem,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { type SchedulerServiceTaskScheduleDefinition } from '@backstage/backend-plugin-api';
import { isValidEntityName } from '../model/validNames';
import { type Config } from '@backstage/config';
import {
  ConfigProblems,
  readBoolean,
  readChoice,
  readNumber,
  readText,
} from './configProblems';
import { type CredentialsConfig, readCredentials } from './credentialsConfig';
import { readAccounts } from './memberFilter';
import {
  DEFAULT_SCHEDULE,
  readNamespace,
  readProjectPermissions,
  readSchedule,
  readWorkspace,
} from './readKeys';

const PROVIDERS_KEY = 'catalog.providers.bitbucketWorkspace';
const KEYS = [
  'workspace',
  'clientId',
  'clientSecret',
  'workspaceAccessToken',
  'apiToken',
  'people',
  'userNamespace',
  'userFilter',
  'groups',
  'dangerouslyAllowNamesFromTransformers',
  'schedule',
  'shrinkGuard',
  'rateLimit',
  'apiBaseUrl',
  'baseUrl',
  'requestTimeout',
];

/** The configuration of one provider, as `config.d.ts` describes it. */
export interface BitbucketWorkspaceProviderConfig {
  id: string;
  /** The full key, for errors. */
  key: string;
  workspace: string;
  credentials: CredentialsConfig;
  people: 'create' | 'link';
  userNamespace: string;
  userFilter: { include?: string[]; exclude: string[] };
  groups: {
    workspace: boolean;
    projects: boolean;
    projectPermissions: readonly string[];
    namespace: string;
  };
  dangerouslyAllowNamesFromTransformers: boolean;
  schedule: SchedulerServiceTaskScheduleDefinition;
  shrinkGuard: { share: number; people: number };
  rateLimit: { callsPerHour: number; share: number };
  apiBaseUrl: string;
  baseUrl: string;
  timeoutMs: number;
}

/**
 * Reads the configuration of all providers.
 *
 * @throws InputError that names every wrong key, its value and the expected value
 */
export function readProviderConfigs(
  rootConfig: Config,
): BitbucketWorkspaceProviderConfig[] {
  const problems = new ConfigProblems();
  const configs = tryProviderConfigs(rootConfig, problems);
  problems.throwIfAny();
  return configs;
}

/**
 * Returns all problems of the workspace configuration, for a check before the start.
 *
 * @public
 */
export function findBitbucketWorkspaceConfigProblems(
  rootConfig: Config,
): ConfigProblem[] {
  const problems = new ConfigProblems();
  tryProviderConfigs(rootConfig, problems);
  return [...problems.list];
}

function tryProviderConfigs(
  rootConfig: Config,
  problems: ConfigProblems,
): BitbucketWorkspaceProviderConfig[] {
  if (rootConfig.getOptional(PROVIDERS_KEY) === undefined) {
    return [];
  }
  const all = problems.try(
    () => rootConfig.getConfig(PROVIDERS_KEY),
    PROVIDERS_KEY,
  );
  return (all?.keys() ?? []).flatMap(id => {
    const key = `${PROVIDERS_KEY}.${id}`;
    if (!isValidEntityName(id)) {
      problems.add({
        key,
        found: `has the name '${id}', which cannot be the name of a provider`,
        remedy: 'Use letters, digits, and single - _ . between them.',
      });
    }
    const config = problems.try(() => all!.getConfig(id), key);
    return config ? [readProviderConfig(config, id, key, problems)] : [];
  });
}

function readProviderConfig(
  config: Config,
  id: string,
  key: string,
  problems: ConfigProblems,
): BitbucketWorkspaceProviderConfig {
  for (const name of config.keys()) {
    if (!KEYS.includes(name)) {
      problems.add({
        key: `${key}.${name}`,
        found: 'is not a key of this provider',
        remedy: `Use one of: ${KEYS.join(', ')}.`,
      });
    }
  }
  const read = <T>(reader: () => T, otherwise: T): T =>
    problems.try(reader, key) ?? otherwise;
  return {
    id,
    key,
    workspace: read(() => readWorkspace(config, key), ''),
    credentials: read(() => readCredentials(config, key), {
      kind: 'workspaceAccessToken',
      token: '',
    }),
    people: read(
      () => readChoice(config, key, 'people', ['create', 'link']) ?? 'create',
      'create',
    ),
    userNamespace: read(() => readNamespace(config, key, 'userNamespace'), ''),
    userFilter: {
      include: problems.try(
        () => readAccounts(config, key, 'userFilter.include'),
        key,
      ),
      exclude: read(
        () => readAccounts(config, key, 'userFilter.exclude') ?? [],
        [],
      ),
    },
    groups: {
      workspace: read(
        () => readBoolean(config, key, 'groups.workspace') ?? true,
        true,
      ),
      projects: read(
        () => readBoolean(config, key, 'groups.projects') ?? false,
        false,
      ),
      projectPermissions: read(() => readProjectPermissions(config, key), []),
      namespace: read(() => readNamespace(config, key, 'groups.namespace'), ''),
    },
    dangerouslyAllowNamesFromTransformers: read(
      () =>
        readBoolean(config, key, 'dangerouslyAllowNamesFromTransformers') ??
        false,
      false,
    ),
    schedule: read(() => readSchedule(config, key), DEFAULT_SCHEDULE),
    shrinkGuard: {
      share: read(
        () =>
          readNumber(config, key, 'shrinkGuard.share', { from: 0, to: 1 }) ??
          0.25,
        0,
      ),
      people: read(
        () =>
          readNumber(config, key, 'shrinkGuard.people', {
            from: 0,
            to: 1_000_000,
            whole: true,
          }) ?? 10,
        0,
      ),
    },
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
