import {
  findConfigProblems,
  type ConfigProblem,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { type Config } from '@backstage/config';
import { readConnectionCounts, SIGNALS_LIMITS_KEY } from './limits';

/**
 * Returns all problems of `signals.limits`, for a check before the start.
 *
 * @public
 */
export function findSignalsConfigProblems(config: Config): ConfigProblem[] {
  return [
    ...findConfigProblems(
      () => readConnectionCounts(config),
      SIGNALS_LIMITS_KEY,
    ),
  ];
}
