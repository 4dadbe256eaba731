import {
  type AuthService,
  type HttpAuthService,
  type HttpRouterService,
  type LoggerService,
  type SchedulerService,
} from '@backstage/backend-plugin-api';
import { type CatalogService } from '@backstage/plugin-catalog-node';
import { type Knex } from 'knex';
import { createScorecardRouter } from './createScorecardRouter';
import { type ScorecardConfig } from './scorecardConfig';
import { ScorecardPass, type ScorecardRepositories } from './ScorecardPass';
import { Scorecards } from './Scorecards';
import { ScorecardStore } from './ScorecardStore';

/** Schedules the daily pass, and adds the routes. */
export async function startScorecard(
  deps: {
    auth: AuthService;
    catalog: CatalogService;
    httpAuth: HttpAuthService;
    httpRouter: HttpRouterService;
    knex: Knex;
    logger: LoggerService;
    scheduler: SchedulerService;
  },
  options: {
    config: ScorecardConfig;
    /** Whether the portal reads a workspace. */
    isNeeded: boolean;
    repositories: ScorecardRepositories;
  },
): Promise<void> {
  const { httpRouter, knex, scheduler } = deps;
  const store = new ScorecardStore(knex);
  const { config, isNeeded, repositories } = options;
  httpRouter.use(
    createScorecardRouter({
      ...deps,
      scorecards: new Scorecards({ ...deps, config, store }),
    }),
  );
  if (!isNeeded) {
    return;
  }
  const pass = new ScorecardPass({ ...deps, store, repositories });
  await scheduler.scheduleTask({
    id: 'bitbucket-cloud-scorecard',
    scope: 'global',
    frequency: { days: 1 },
    timeout: { hours: 12 },
    // The catalog has read its entities by then.
    initialDelay: { minutes: 1 },
    fn: signal => pass.run(signal as AbortSignal),
  });
  await scheduler.scheduleTask({
    id: 'bitbucket-cloud-scorecard-complete',
    scope: 'global',
    frequency: { minutes: 5 },
    timeout: { minutes: 30 },
    initialDelay: { minutes: 6 },
    fn: signal => pass.complete(signal as AbortSignal),
  });
}
