import {
  findConfigProblems,
  type ConfigProblem,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { type Config } from '@backstage/config';
import { LIMITS_KEY } from './limits/limits';
import { readLimits } from './limits/readLimits';
import {
  ALLOWED_WORKSPACES_KEY,
  readAllowedWorkspaces,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';

/**
 * Returns all problems of the keys that this package reads, for a check before the start.
 *
 * @public
 */
export function findLimitsConfigProblems(config: Config): ConfigProblem[] {
  return [
    ...findConfigProblems(() => readLimits(config), LIMITS_KEY),
    ...findConfigProblems(
      () => readAllowedWorkspaces(config),
      ALLOWED_WORKSPACES_KEY,
    ),
  ];
}
