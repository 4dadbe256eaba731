import {
  ConfigProblemError,
  ConfigProblems,
  type ConfigProblem,
  type IngestionConfig,
  type IngestionKeys,
  isValidEntityName,
  readIngestionConfigs,
  readText,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { type Config } from '@backstage/config';
import { isBranchName } from './branchName';
import { type CatalogPaths, readCatalogPaths } from './catalogPaths';
import {
  readConditions,
  type RepositoryConditions,
  type RepositoryFilters,
} from './filters';
import { readWithoutFile, type WithoutFile } from './withoutFile';

/** The keys that only this module has. */
interface RepositoriesKeys {
  catalogPaths: CatalogPaths;
  /** Undefined for the main branch of each repository. */
  branch?: string;
  filters: RepositoryFilters;
  withoutFile: WithoutFile;
  /** The name of a provider of Backstage's own module whose entities this provider takes over. */
  replaces?: string;
}

/** The configuration of one provider, as `config.d.ts` describes it. */
export type BitbucketRepositoriesProviderConfig = IngestionConfig &
  RepositoriesKeys;

/** The key that contains all providers. */
export const PROVIDERS_KEY = 'catalog.providers.bitbucketRepositories';

const KEYS: IngestionKeys<RepositoriesKeys> = {
  providersKey: PROVIDERS_KEY,
  ownKeys: ['catalogPath', 'branch', 'filters', 'withoutFile', 'replaces'],
  guardedKey: 'repositories',
  readOwn: (config, key, read) => ({
    catalogPaths: read(() => readCatalogPaths(config, key), {
      files: [],
      patterns: [],
    }),
    branch: read(() => readBranch(config, key), undefined),
    filters: {
      include: read(() => readFilter(config, key, 'filters.include'), {}),
      exclude: read(() => readFilter(config, key, 'filters.exclude'), {}),
    },
    withoutFile: read(() => readWithoutFile(config, key), {
      create: 'nothing',
      projectAs: new Set(),
      rules: [],
      standard: {},
    }),
    replaces: read(() => readReplaces(config, key), undefined),
  }),
};

/**
 * Reads the configuration of all providers.
 *
 * @throws InputError that names every wrong key, its value and the expected value
 */
export function readProviderConfigs(
  rootConfig: Config,
): BitbucketRepositoriesProviderConfig[] {
  const problems = createProblems();
  const configs = readIngestionConfigs(rootConfig, KEYS, problems);
  problems.throwIfAny();
  return configs;
}

/**
 * Returns all problems of the configuration of repositories, for a check before the start.
 *
 * @public
 */
export function findBitbucketRepositoriesConfigProblems(
  rootConfig: Config,
): ConfigProblem[] {
  const problems = createProblems();
  readIngestionConfigs(rootConfig, KEYS, problems);
  return [...problems.list];
}

function readFilter(
  config: Config,
  key: string,
  name: string,
): RepositoryConditions {
  return readConditions(config.getOptionalConfig(name), {
    key: `${key}.${name}`,
  });
}

function createProblems(): ConfigProblems {
  return new ConfigProblems(
    'The configuration of the Bitbucket repositories is invalid',
  );
}

function readBranch(config: Config, key: string): string | undefined {
  const branch = readText(config, key, 'branch');
  if (branch && !isBranchName(branch)) {
    throw new ConfigProblemError({
      key: `${key}.branch`,
      found: `is '${branch}', which is not the name of a branch`,
      remedy:
        'Use a name such as main, or remove the key to read the main branch of each repository.',
    });
  }
  return branch;
}

function readReplaces(config: Config, key: string): string | undefined {
  const replaces = readText(config, key, 'replaces');
  if (replaces !== undefined && !isValidEntityName(replaces)) {
    throw new ConfigProblemError({
      key: `${key}.replaces`,
      found: `is '${replaces}', which cannot be the name of a provider`,
      remedy:
        'Use the name that the provider had under catalog.providers.bitbucketCloud.',
    });
  }
  return replaces;
}
