import { type LoggerService } from '@backstage/backend-plugin-api';
import {
  type BitbucketIngestionProblem,
  type BitbucketIngestionState,
  visibleText,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { type Knex } from 'knex';
import { budgetKeyOf } from '../config/credentialsConfig';
import { type IngestionConfig } from '../config/readIngestionConfigs';
import { IngestionRuns } from './IngestionRuns';
import { countCalls } from './RateBudget';

/** Maximum number of problems in a response. */
const MOST_PROBLEMS = 500;

/**
 * A provider whose state administrators can read.
 *
 * @public
 */
export interface IngestionStateSource {
  /** The configuration of the provider. */
  config: IngestionConfig;
  /** The ID of its task in the scheduler. */
  taskId: string;
  /** Returns current problems that do not come from the last run. */
  problems?(): Promise<BitbucketIngestionProblem[]>;
}

/** Returns the state of one provider. */
export async function readIngestionState(
  { config, taskId, problems }: IngestionStateSource,
  options: {
    knex: Knex;
    logger: LoggerService;
    provider: string;
    nextRuns: ReadonlyMap<string, string>;
  },
): Promise<BitbucketIngestionState> {
  const { knex, provider } = options;
  const { callsPerHour, share } = config.rateLimit;
  const stored = await new IngestionRuns({ ...options, id: config.id }).read();
  const others = (await problems?.()) ?? [];
  const all = [...stored.problems, ...others]
    .map(toVisible)
    .sort((a, b) => a.subject.localeCompare(b.subject, 'en'));
  const { frequency } = config.schedule;
  const { lastRun, lastSuccess, runningSince } = stored;
  return {
    provider,
    id: config.id,
    workspace: config.workspace,
    runningSince,
    lastRun,
    lastSuccess: lastRun?.result === 'failed' ? lastSuccess : undefined,
    nextRunAt:
      runningSince === undefined ? options.nextRuns.get(taskId) : undefined,
    isManual: 'trigger' in frequency && frequency.trigger === 'manual',
    budget: {
      used: await countCalls(knex, budgetKeyOf(config.credentials)),
      limit: callsPerHour,
      limitOfRuns: Math.max(1, Math.floor(callsPerHour * share)),
    },
    problems: all.slice(0, MOST_PROBLEMS),
    problemCount: stored.problemCount + others.length,
  };
}

function toVisible(
  problem: BitbucketIngestionProblem,
): BitbucketIngestionProblem {
  return {
    ...problem,
    subject: visibleText(problem.subject),
    message: visibleText(problem.message),
  };
}
