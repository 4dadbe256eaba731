import {
  BITBUCKET_CLOUD_API_BASE_URL,
  BITBUCKET_CLOUD_BASE_URL,
  parseBaseUrl,
  readRequestTimeout,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import {
  readSchedulerServiceTaskScheduleDefinitionFromConfig,
  type SchedulerServiceTaskScheduleDefinition,
} from '@backstage/backend-plugin-api';
import { isValidEntityName, isValidNamespace } from '../model/validNames';
import { type Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import {
  ConfigProblems,
  readBoolean,
  readChoice,
  readNumber,
  readText,
  readTexts,
} from './configProblems';
import { type CredentialsConfig, readCredentials } from './credentialsConfig';
import { readAccounts } from './memberFilter';
import { PROJECT_PERMISSIONS } from './projectPermissions';

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

/** Three hours: a run can wait for an hour of Bitbucket's budget more than once. */
const DEFAULT_SCHEDULE: SchedulerServiceTaskScheduleDefinition = {
  frequency: { hours: 1 },
  timeout: { hours: 3 },
  // Sources that the backend reads from its own files come first.
  initialDelay: { seconds: 15 },
};

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
 * @returns one or two sentences per problem, with the key, its value and the expected value
 *
 * @public
 */
export function findBitbucketWorkspaceConfigProblems(
  rootConfig: Config,
): string[] {
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
  const all = problems.try(() => rootConfig.getConfig(PROVIDERS_KEY));
  return (all?.keys() ?? []).flatMap(id => {
    const key = `${PROVIDERS_KEY}.${id}`;
    if (!isValidEntityName(id)) {
      problems.add(
        `${key}: '${id}' cannot be the name of a provider. Use letters, digits, and single - _ . between them.`,
      );
    }
    const config = problems.try(() => all!.getConfig(id));
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
      problems.add(
        `${key}.${name} is not a key of this provider. Use one of: ${KEYS.join(
          ', ',
        )}.`,
      );
    }
  }
  const read = <T>(reader: () => T, otherwise: T): T =>
    problems.try(reader) ?? otherwise;
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
      include: problems.try(() =>
        readAccounts(config, key, 'userFilter.include'),
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

function readWorkspace(config: Config, key: string): string {
  const workspace = readText(config, key, 'workspace');
  if (workspace === undefined) {
    throw new InputError(
      `${key}.workspace is missing. Set the slug, the part of the URL after the host, or the uuid in braces.`,
    );
  }
  if (!/^([a-z0-9_-]+|\{[0-9a-f-]{36}\})$/i.test(workspace)) {
    throw new InputError(
      `${key}.workspace is '${workspace}', which is neither a slug nor a uuid in braces. Use the part of the URL after the host, or '{…}'.`,
    );
  }
  return workspace;
}

function readNamespace(config: Config, key: string, name: string): string {
  const namespace = readText(config, key, name) ?? 'default';
  if (!isValidNamespace(namespace)) {
    throw new InputError(
      `${key}.${name} is '${namespace}', which cannot be a namespace. Use lower case letters, digits and single dashes between them, at most 63.`,
    );
  }
  return namespace;
}

function readProjectPermissions(
  config: Config,
  key: string,
): readonly string[] {
  const name = 'groups.projectPermissions';
  const permissions = readTexts(config, key, name) ?? PROJECT_PERMISSIONS;
  const known: readonly string[] = PROJECT_PERMISSIONS;
  const unknown = permissions.find(permission => !known.includes(permission));
  if (unknown !== undefined) {
    throw new InputError(
      `${key}.${name} contains '${unknown}'. Use one of: ${known.join(', ')}.`,
    );
  }
  return permissions;
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
    throw new InputError(
      `${key}.schedule cannot be read: ${
        (error as Error).message
      }. For example, write { frequency: { hours: 1 }, timeout: { hours: 3 } }.`,
    );
  }
}
