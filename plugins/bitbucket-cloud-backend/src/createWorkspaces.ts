import {
  budgetKeyOf,
  createCredentials,
  observeBudget,
  type RequestUser,
  UserCalls,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { type LoggerService } from '@backstage/backend-plugin-api';
import { type MetricsService } from '@backstage/backend-plugin-api/alpha';
import { type Knex } from 'knex';
import { createPersonalClient } from './actions/PipelineActions';
import { type Answers } from './answers/Answers';
import { type PagesConfig } from './config/pagesConfig';
import { isHalfFree, untilHalfFree } from './pages/halfFree';
import { WorkspacePages } from './pages/WorkspacePages';
import { ScorecardSource } from './scorecard/ScorecardSource';

/** Creates what reads each configured workspace. All of a workspace share the budget of its credentials. */
export function createWorkspaces(
  { workspaces }: PagesConfig,
  {
    answers,
    hasWebhooks,
    knex,
    logger,
    metrics,
    user,
  }: {
    answers: Answers;
    hasWebhooks: boolean;
    knex: Knex;
    logger: LoggerService;
    metrics: MetricsService;
    user: RequestUser;
  },
) {
  return workspaces.map(each => {
    const key = budgetKeyOf(each.credentials);
    const { callsPerHour, share } = each.rateLimit;
    const limit = Math.max(1, Math.floor(callsPerHour * share));
    observeBudget(metrics, {
      name: 'bitbucket_pages.budget.used',
      provider: each.id,
      budget: { knex, key, limit },
    });
    const options = {
      ...each,
      hasWebhooks,
      credentials: createCredentials(each.credentials, each),
      pace: new UserCalls({
        user,
        knex,
        key,
        limit,
        label: `Bitbucket pages ${each.id}`,
        logger,
      }),
    };
    const pages = new WorkspacePages(answers, options);
    return {
      ...each,
      pages,
      personalClient: each.pipelineActions
        ? createPersonalClient(each)
        : undefined,
      source: new ScorecardSource({ answers, pages }, options),
      untilFree: untilHalfFree({ knex, key, limit }),
      isHalfFree: () => isHalfFree({ knex, key, limit }),
    };
  });
}
