import { type DatabaseGuard, QUERY_LIMIT_MS } from '../database/DatabaseGuard';
import { type Knex } from '../database/migrate';
import { limitsOf } from './sessionLimits';
import {
  type EndedSession,
  fromColumns,
  SESSIONS_TABLE,
} from '../model/SessionRow';
import { type SessionEnvironment, type SessionsOptions } from './Sessions';
import { SUPERSEDED_MS } from './SessionStore';

/** How long a user can read why a session ended. */
const KEEP_ENDED_MS = 7 * 24 * 60 * 60 * 1000;

export interface SessionCleanupOptions extends SessionsOptions {
  knex: Knex;
  guard: DatabaseGuard;
}

/** Ends expired sessions that no browser uses any more, so that their tokens are deleted. */
export class SessionCleanup {
  constructor(private readonly options: SessionCleanupOptions) {}

  /**
   * Ends and reports expired sessions, then deletes those that ended a week ago.
   *
   * @param environments - their configuration can end a session before the time in its row
   * @throws UnavailableError if the database does not respond
   */
  async run(environments: SessionEnvironment[]): Promise<void> {
    const { store, onEnded } = this.options;
    let over: EndedSession[];
    do {
      over = await this.#listOver(environments);
      for (const each of over) {
        if (await store.end({ idHash: each.row.idHash }, each.end)) {
          await onEnded?.(each);
        }
      }
    } while (over.length > 0);
    await this.#deleteOld();
  }

  /** Lists at most 1,000. */
  async #listOver(environments: SessionEnvironment[]): Promise<EndedSession[]> {
    const { guard, now: readClock } = this.options;
    const now = readClock();
    const found = await guard.run(async () =>
      this.#rows()
        .whereNull('ended_at')
        .where(over => {
          over
            .where('superseded_at', '<', now - SUPERSEDED_MS)
            .orWhere('expires_at', '<', now);
          for (const { name, config } of environments) {
            const { usedSince, createdSince } = limitsOf(config, now);
            over.orWhere(own =>
              own
                .where({ environment: name })
                .where(expired =>
                  expired
                    .where('last_used_at', '<', usedSince)
                    .orWhere('created_at', '<', createdSince),
                ),
            );
          }
        })
        .limit(1_000),
    );
    return found.map(fromColumns).map(row => {
      const isReplaced =
        (row.supersededAt ?? Infinity) < now - SUPERSEDED_MS &&
        row.expiresAt >= now;
      return {
        row,
        end: { reason: isReplaced ? 'replaced' : 'expired', by: 'portal' },
      };
    });
  }

  async #deleteOld(): Promise<void> {
    const { guard, now } = this.options;
    const before = now() - KEEP_ENDED_MS;
    await guard.run(async () => {
      await this.#rows().where('ended_at', '<', before).delete();
      await this.#rows().where('expires_at', '<', before).delete();
    });
  }

  #rows() {
    return this.options.knex(SESSIONS_TABLE).timeout(QUERY_LIMIT_MS);
  }
}
