import {
  type LoggerService,
  type SchedulerService,
} from '@backstage/backend-plugin-api';
import { AttemptStore } from './AttemptStore';
import { DatabaseGuard } from '../database/DatabaseGuard';
import { type Knex } from '../database/migrate';
import {
  type SessionEnvironment,
  Sessions,
  type SessionsOptions,
} from './Sessions';
import { SessionCleanup } from './SessionCleanup';
import { SessionStore } from './SessionStore';

/** The tables of one database. */
export interface Stores {
  attempts: AttemptStore;
  cleanup: SessionCleanup;
  /** For other queries of sessions. */
  guard: DatabaseGuard;
  /**
   * For queries of sign-ins. Every client can begin sign-ins, so their failures must not block sessions.
   */
  signInGuard: DatabaseGuard;
  sessions: Sessions;
}

/** @param options - `now`: milliseconds since the Unix epoch */
export function createStores(
  knex: Knex,
  logger: LoggerService,
  options: Partial<Pick<SessionsOptions, 'now' | 'onEnded'>> = {},
): Stores {
  const { now = () => Date.now(), onEnded } = options;
  const answers = { count: 0 };
  const guard = new DatabaseGuard({ logger, now, answers });
  const signInGuard = new DatabaseGuard({ logger, now, answers });
  const store = new SessionStore({ knex, guard, now });
  return {
    guard,
    signInGuard,
    attempts: new AttemptStore({ knex, guard: signInGuard, now }),
    cleanup: new SessionCleanup({ knex, guard, store, now, onEnded }),
    sessions: new Sessions({ store, now, onEnded }),
  };
}

/**
 * Deletes old rows every hour, on one instance.
 *
 * @param getEnvironments - called at each run, because the auth backend creates the environments later
 */
export async function scheduleCleanup(
  scheduler: SchedulerService,
  { attempts, cleanup }: Stores,
  getEnvironments: () => SessionEnvironment[],
): Promise<void> {
  await scheduler.scheduleTask({
    id: 'bitbucket-delete-old-sessions',
    frequency: { hours: 1 },
    timeout: { minutes: 10 },
    initialDelay: { minutes: 1 },
    fn: async () => {
      await attempts.deleteOld();
      await cleanup.run(getEnvironments());
    },
  });
}
