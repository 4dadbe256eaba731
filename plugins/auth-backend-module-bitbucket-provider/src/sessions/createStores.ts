import { LoggerService, SchedulerService } from '@backstage/backend-plugin-api';
import { AttemptStore } from './AttemptStore';
import { DatabaseGuard } from './DatabaseGuard';
import { Knex } from './migrate';
import { Sessions, SessionsOptions } from './Sessions';
import { SessionStore } from './SessionStore';

/** The tables of one database. */
export interface Stores {
  attempts: AttemptStore;
  /** For other queries of the same database. */
  guard: DatabaseGuard;
  sessions: Sessions;
}

/** @param options - `now`: milliseconds since 1970 */
export function createStores(
  knex: Knex,
  logger: LoggerService,
  options: Partial<Pick<SessionsOptions, 'now' | 'onEnded'>> = {},
): Stores {
  const { now = () => Date.now(), onEnded } = options;
  const guard = new DatabaseGuard({ logger, now });
  return {
    guard,
    attempts: new AttemptStore({ knex, guard, now }),
    sessions: new Sessions({
      store: new SessionStore({ knex, guard, now }),
      now,
      onEnded,
    }),
  };
}

/** Deletes old rows every hour, on one instance. */
export async function scheduleCleanup(
  scheduler: SchedulerService,
  { attempts, sessions }: Stores,
): Promise<void> {
  await scheduler.scheduleTask({
    id: 'bitbucket-delete-old-sessions',
    frequency: { hours: 1 },
    timeout: { minutes: 10 },
    initialDelay: { minutes: 1 },
    fn: async () => {
      await attempts.deleteOld();
      await sessions.deleteOld();
    },
  });
}
