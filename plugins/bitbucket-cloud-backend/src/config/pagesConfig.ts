import {
  type ConfigProblem,
  ConfigProblems,
  readBoolean,
  readWorkspaceConfigs,
  type WorkspaceConfig,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { type Config } from '@backstage/config';
import {
  readScorecardConfig,
  type ScorecardConfig,
} from '../scorecard/scorecardConfig';

/** The key that contains all workspaces. */
const WORKSPACES_KEY = 'bitbucketCloud.workspaces';

/** How the pages read a workspace. */
export interface PagesWorkspaceConfig extends WorkspaceConfig {
  /** Whether the owners of an entity can run and stop its pipelines. */
  pipelineActions: boolean;
}

/** The configuration of this plugin. */
export interface PagesConfig {
  scorecard: ScorecardConfig;
  workspaces: PagesWorkspaceConfig[];
}

/**
 * Reads the configuration as `config.d.ts` describes it.
 *
 * @throws InputError that names every wrong key, its value and the expected value
 */
export function readPagesConfig(rootConfig: Config): PagesConfig {
  const problems = createProblems();
  const config = read(rootConfig, problems);
  problems.throwIfAny();
  return config;
}

/**
 * Returns all problems of the configuration of the Bitbucket pages, for a check before the start.
 *
 * @public
 */
export function findBitbucketPagesConfigProblems(
  rootConfig: Config,
): ConfigProblem[] {
  const problems = createProblems();
  read(rootConfig, problems);
  return [...problems.list];
}

function read(rootConfig: Config, problems: ConfigProblems): PagesConfig {
  return {
    workspaces: readWorkspaceConfigs(
      rootConfig,
      {
        providersKey: WORKSPACES_KEY,
        ownKeys: ['pipelines'],
        share: 1,
        readOwn: (config, key, readKey) => ({
          pipelineActions: readKey(
            () => readBoolean(config, key, 'pipelines.actions') ?? false,
            false,
          ),
        }),
      },
      problems,
    ),
    scorecard: readScorecardConfig(rootConfig, problems),
  };
}

function createProblems(): ConfigProblems {
  return new ConfigProblems(
    'The configuration of the Bitbucket pages is invalid',
  );
}
