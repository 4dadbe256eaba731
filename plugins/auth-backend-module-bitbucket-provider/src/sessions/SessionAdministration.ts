import { type Request } from '../model/express';
import { type AuditLog } from '../audit/AuditLog';
import { type Metrics } from '../audit/Metrics';
import { type DatabaseGuard, QUERY_LIMIT_MS } from '../database/DatabaseGuard';
import { type Knex } from '../database/migrate';
import { type SessionEnd, type SessionRow } from '../model/SessionRow';
import { type SessionStore } from './SessionStore';

/** Backstage's refresh tokens of command line tools and AI assistants. */
const OFFLINE_SESSIONS = 'offline_sessions';

export interface SessionAdministrationOptions {
  audit: AuditLog;
  guard: DatabaseGuard;
  knex: Knex;
  metrics: Metrics;
  store: SessionStore;
}

/** Which sessions to end. */
export interface SessionsToEnd {
  rows: SessionRow[];
  end: SessionEnd;
  /** For the audit log. */
  request?: Request;
}

/** Lists and ends sessions, for their users and for administrators. */
export class SessionAdministration {
  readonly #options: SessionAdministrationOptions;

  constructor(options: SessionAdministrationOptions) {
    this.#options = options;
  }

  get store(): SessionStore {
    return this.#options.store;
  }

  /**
   * Ends sessions, and returns how many it ended. It does not count a session that its account has just
   * replaced.
   */
  async end({ rows, end, request }: SessionsToEnd): Promise<number> {
    const { audit, metrics, store } = this.#options;
    let ended = 0;
    for (const row of rows) {
      if (await store.end({ idHash: row.idHash }, end)) {
        ended += row.supersededAt === undefined ? 1 : 0;
        metrics.ended(row.environment, end.reason);
        await audit.sessionEnded(row, end, request);
      }
    }
    return ended;
  }

  /**
   * Ends the refresh tokens that the user gave to command line tools and AI assistants.
   *
   * @seam The table of the auth backend, which has no API to end them for another user.
   * https://github.com/backstage/backstage/blob/v1.55.0/plugins/auth-backend/src/database/OfflineSessionDatabase.ts
   * @throws UnavailableError if the database does not respond
   */
  async endOfflineSessions(
    userEntityRef: string,
    end: SessionEnd,
    request?: Request,
  ): Promise<number> {
    const { audit, guard, knex } = this.#options;
    const offlineSessions = await guard.run(async () =>
      (await knex.schema.hasTable(OFFLINE_SESSIONS))
        ? knex(OFFLINE_SESSIONS)
            .timeout(QUERY_LIMIT_MS)
            .where({ user_entity_ref: userEntityRef })
            .delete()
        : 0,
    );
    if (offlineSessions > 0) {
      await audit.offlineSessionsEnded(
        { userEntityRef, offlineSessions },
        end,
        request,
      );
    }
    return offlineSessions;
  }
}
