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
import { ScorecardPass, type ScorecardWorkspace } from './ScorecardPass';
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
  options: { config: ScorecardConfig; workspaces: ScorecardWorkspace[] },
): Promise<void> {
  const { httpRouter, knex, scheduler } = deps;
  const store = new ScorecardStore(knex);
  const { config, workspaces } = options;
  httpRouter.use(
    createScorecardRouter({
      ...deps,
      scorecards: new Scorecards({ ...deps, config, store }),
    }),
  );
  if (workspaces.length === 0) {
    return;
  }
  const pass = new ScorecardPass({ ...deps, store, workspaces });
  await scheduler.scheduleTask({
    id: 'bitbucket-cloud-scorecard',
    scope: 'global',
    frequency: { days: 1 },
    timeout: { hours: 12 },
    // The catalog has read its entities by then.
    initialDelay: { minutes: 1 },
    fn: signal => pass.run(signal as AbortSignal),
  });
}
