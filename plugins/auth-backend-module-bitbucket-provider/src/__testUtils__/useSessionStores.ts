import { mockServices } from '@backstage/backend-test-utils';
import { createStores } from '../sessions/createStores';
import { migrate } from '../database/migrate';
import { type SessionCleanup } from '../sessions/SessionCleanup';
import { type EndedSession, type SessionRow } from '../model/SessionRow';
import { type Sessions } from '../sessions/Sessions';
import { type TestDatabase } from './databases';
import { createRow, START_MS } from './sessionRows';

export interface SessionStores {
  clock: { time: number };
  database: TestDatabase;
  cleanup: SessionCleanup;
  sessions: Sessions;
  store: Sessions['store'];
  /** The store of another instance. */
  other: Sessions['store'];
  /** The sessions that `cleanup` reported as ended. */
  reported: EndedSession[];
  create(change?: Partial<SessionRow>): Promise<SessionRow>;
}

/** Opens a database for all tests of a block, with the stores of two instances. */
export function useSessionStores(
  open: () => Promise<TestDatabase>,
): SessionStores {
  const used = {} as SessionStores;
  used.clock = { time: START_MS };
  used.reported = [];
  used.create = async (change = {}) => {
    const row = createRow(change);
    await used.store.create(row);
    return row;
  };
  beforeAll(async () => {
    used.database = await open();
    const knex = await migrate(used.database.service);
    const openStores = () =>
      createStores(knex, mockServices.logger.mock(), {
        now: () => used.clock.time,
        onEnded: async ended => {
          used.reported.push(ended);
        },
      });
    const { cleanup, sessions } = openStores();
    used.cleanup = cleanup;
    used.sessions = sessions;
    used.store = sessions.store;
    used.other = openStores().sessions.store;
  }, 60_000);
  afterAll(() => used.database.close());
  beforeEach(async () => {
    used.clock.time = START_MS;
    used.reported.length = 0;
    await used.database.knex('bitbucket_auth_sessions').delete();
  });
  return used;
}
