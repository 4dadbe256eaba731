import { type BitbucketCheckId } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import {
  ConfigProblemError,
  type ConfigProblems,
  readNumber,
  readTexts,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { type Config } from '@backstage/config';

const KEY = 'bitbucketCloud.scorecard';
const KEYS = ['checks', 'deploymentWithinDays', 'pullRequestsWithinDays'];
const DAYS = { from: 1, to: 3650, whole: true };

/** The titles of all checks, in their default order. */
export const CHECK_TITLES: Record<BitbucketCheckId, string> = {
  'main-branch': 'Main branch protected',
  'code-owners': 'CODEOWNERS',
  'default-reviewers': 'Reviewers of the team',
  pipeline: 'Pipeline',
  deployment: 'Deployed',
  'pull-requests': 'No old pull requests',
};

const CHECKS = Object.keys(CHECK_TITLES) as BitbucketCheckId[];

/** What the scorecard checks. */
export interface ScorecardConfig {
  checks: BitbucketCheckId[];
  deploymentWithinDays: number;
  pullRequestsWithinDays: number;
}

/** Reads the scorecard as `config.d.ts` describes it. */
export function readScorecardConfig(
  rootConfig: Config,
  problems: ConfigProblems,
): ScorecardConfig {
  const defaults = {
    checks: CHECKS,
    deploymentWithinDays: 30,
    pullRequestsWithinDays: 14,
  };
  const config = problems.try(() => rootConfig.getOptionalConfig(KEY), KEY);
  if (!config) {
    return defaults;
  }
  for (const name of config.keys().filter(each => !KEYS.includes(each))) {
    problems.add({
      key: `${KEY}.${name}`,
      found: 'is not a key of the scorecard',
      remedy: `Use one of: ${KEYS.join(', ')}.`,
    });
  }
  const readDays = (name: 'deploymentWithinDays' | 'pullRequestsWithinDays') =>
    problems.try(() => readNumber(config, KEY, name, DAYS), KEY) ??
    defaults[name];
  return {
    checks: problems.try(() => readChecks(config), KEY) ?? defaults.checks,
    deploymentWithinDays: readDays('deploymentWithinDays'),
    pullRequestsWithinDays: readDays('pullRequestsWithinDays'),
  };
}

function readChecks(config: Config): BitbucketCheckId[] | undefined {
  const names = readTexts(config, KEY, 'checks');
  const unknown = names?.filter(name => !CHECKS.some(each => each === name));
  if (unknown?.length) {
    throw new ConfigProblemError({
      key: `${KEY}.checks`,
      found: `contains ${unknown.join(', ')}`,
      remedy: `Use only: ${CHECKS.join(', ')}.`,
    });
  }
  return names && CHECKS.filter(check => names.includes(check));
}
