import {
  ConfigProblems,
  type ConfigProblem,
  type IngestionConfig,
  type IngestionKeys,
  readBoolean,
  readChoice,
  readIngestionConfigs,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { type Config } from '@backstage/config';
import { readAccounts } from './memberFilter';
import { readNamespace, readProjectPermissions } from './readKeys';

/** The keys that only this module has. */
interface WorkspaceKeys {
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
}

/** The configuration of one provider, as `config.d.ts` describes it. */
export type BitbucketWorkspaceProviderConfig = IngestionConfig & WorkspaceKeys;

/** The key that contains all providers. */
export const PROVIDERS_KEY = 'catalog.providers.bitbucketWorkspace';

const KEYS: IngestionKeys<WorkspaceKeys> = {
  providersKey: PROVIDERS_KEY,
  ownKeys: [
    'people',
    'userNamespace',
    'userFilter',
    'groups',
    'dangerouslyAllowNamesFromTransformers',
  ],
  guardedKey: 'people',
  readOwn: (config, key, read) => {
    const boolean = (name: string, otherwise: boolean) =>
      read(() => readBoolean(config, key, name) ?? otherwise, otherwise);
    const accounts = (name: string) =>
      read(() => readAccounts(config, key, name), undefined);
    const namespace = (name: string) =>
      read(() => readNamespace(config, key, name), '');
    return {
      people: read(
        () => readChoice(config, key, 'people', ['create', 'link']) ?? 'create',
        'create',
      ),
      userNamespace: namespace('userNamespace'),
      userFilter: {
        include: accounts('userFilter.include'),
        exclude: accounts('userFilter.exclude') ?? [],
      },
      groups: {
        workspace: boolean('groups.workspace', true),
        projects: boolean('groups.projects', false),
        projectPermissions: read(() => readProjectPermissions(config, key), []),
        namespace: namespace('groups.namespace'),
      },
      dangerouslyAllowNamesFromTransformers: boolean(
        'dangerouslyAllowNamesFromTransformers',
        false,
      ),
    };
  },
};

/**
 * Reads the configuration of all providers.
 *
 * @throws InputError that names every wrong key, its value and the expected value
 */
export function readProviderConfigs(
  rootConfig: Config,
): BitbucketWorkspaceProviderConfig[] {
  const problems = createProblems();
  const configs = readIngestionConfigs(rootConfig, KEYS, problems);
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
  const problems = createProblems();
  readIngestionConfigs(rootConfig, KEYS, problems);
  return [...problems.list];
}

function createProblems(): ConfigProblems {
  return new ConfigProblems(
    'The configuration of the Bitbucket workspaces is invalid',
  );
}
