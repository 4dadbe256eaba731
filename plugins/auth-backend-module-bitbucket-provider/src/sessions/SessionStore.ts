import { CLOCK_SKEW_MS } from './clockSkew';
import { DatabaseGuard, QUERY_LIMIT_MS } from './DatabaseGuard';
import { Knex } from './migrate';
import { EndReason, fromColumns, SessionRow, toColumns } from './SessionRow';

export const SESSIONS_TABLE = 'bitbucket_auth_sessions';
/** A session that the same account replaced is valid for so long, for requests of open tabs. */
export const SUPERSEDED_MS = 60 * 1000;
/** Of an account in one environment: browsers of one person, and room for a shared test account. */
const MAX_LIVE_SESSIONS = 50;
const DAY_MS = 24 * 60 * 60 * 1000;
/** A user can be told for so long why a session ended. */
const KEEP_ENDED_MS = 7 * DAY_MS;

/** How a session ends. */
export interface SessionEnd {
  reason: EndReason;
  /** A user entity reference, or what ended it. */
  by: string;
  /** Why an administrator ended it. For the audit log only. */
  note?: string;
}

/** A session that this call ended. */
export interface EndedSession {
  row: SessionRow;
  end: SessionEnd;
}

/** What a check writes. */
export interface SessionUpdate {
  payload: string;
  checkedAt: number;
  /** `undefined` after a check. */
  overdueAt?: number;
}

/** A row that the caller holds or takes the lease of. */
export interface LeasedRow {
  idHash: string;
  leaseOwner: string;
  payloadVersion: number;
}

export interface SessionStoreOptions {
  knex: Knex;
  guard: DatabaseGuard;
  now: () => number;
}

/**
 * The table of sessions. Every method throws an UnavailableError if the database does not answer. No method changes a
 * session that has ended.
 */
export class SessionStore {
  readonly #guard: DatabaseGuard;
  readonly #knex: Knex;
  readonly #now: () => number;

  constructor({ knex, guard, now }: SessionStoreOptions) {
    this.#knex = knex;
    this.#guard = guard;
    this.#now = now;
  }

  async find(idHash: string): Promise<SessionRow | undefined> {
    const found = await this.#guard.run(async () =>
      this.#rows().where({ id_hash: idHash }).first(),
    );
    return found && fromColumns(found);
  }

  /**
   * Inserts a session, and ends the one that the browser had. With the same account, that one stays
   * valid for open tabs, see {@link SessionRow.supersededAt}.
   *
   * @param former - the session of the browser until now
   * @returns the sessions that ended
   */
  async create(
    row: SessionRow,
    former?: { row: SessionRow; isSameAccount: boolean },
  ): Promise<EndedSession[]> {
    return this.#guard.run(async () => {
      // Nothing limits the time of BEGIN. This removes a connection that does not answer from the pool.
      await this.#knex.select(this.#knex.raw('1')).timeout(QUERY_LIMIT_MS);
      return this.#knex.transaction(async transaction => {
        const ended: EndedSession[] = [];
        const live = () => this.#rows(transaction).whereNull('ended_at');
        const endAll = async (rows: SessionRow[], end: SessionEnd) => {
          for (const each of rows) {
            const changed = await live()
              .where({ id_hash: each.idHash })
              .update(this.#ended(end));
            if (changed === 1) {
              ended.push({ row: each, end });
            }
          }
        };
        if (former?.isSameAccount) {
          await live()
            .where({ id_hash: former.row.idHash })
            .whereNull('superseded_at')
            .update({ superseded_at: this.#now() });
        } else if (former) {
          await endAll([former.row], { reason: 'replaced', by: 'sign-in' });
        }
        await this.#rows(transaction).insert(toColumns(row));
        const { accountUuid, environment } = row;
        const surplus = await live()
          .where(toColumns({ accountUuid, environment }))
          // Those are over in a moment, and belong to browsers that have another session.
          .whereNull('superseded_at')
          .orderBy('last_used_at', 'desc')
          .offset(MAX_LIVE_SESSIONS)
          .limit(MAX_LIVE_SESSIONS);
        await endAll(surplus.map(fromColumns), {
          reason: 'too_many',
          by: 'sign-in',
        });
        return ended;
      });
    });
  }

  /** Takes a session back that has just been created, with what that did to the former one. */
  async undoCreate(idHash: string, formerIdHash?: string): Promise<void> {
    await this.#guard.run(async () => {
      await this.#live()
        .where({ id_hash: idHash })
        .update(this.#ended({ reason: 'signed_out', by: 'sign-in' }));
      if (formerIdHash !== undefined) {
        await this.#live()
          .where({ id_hash: formerIdHash })
          .update({ superseded_at: null });
      }
    });
  }

  /** Notes that a user used a session. */
  async touch(idHash: string, userEntityRef: string): Promise<void> {
    await this.#guard.run(async () =>
      this.#live()
        .where({ id_hash: idHash })
        .update({ last_used_at: this.#now(), user_entity_ref: userEntityRef }),
    );
  }

  /** Notes when a check was overdue and could not be made, for the first time since the last check. */
  async markOverdue(idHash: string): Promise<void> {
    await this.#guard.run(async () =>
      this.#live()
        .where({ id_hash: idHash })
        .whereNull('overdue_at')
        .update({ overdue_at: this.#now() }),
    );
  }

  /**
   * Takes the lease of a session for a check.
   *
   * @param leased - `leaseOwner`: random, for this check only
   * @param durationMs - after which another instance may take it
   * @returns false if another check holds it, or the session has ended or has another payload
   */
  async lease(leased: LeasedRow, durationMs: number): Promise<boolean> {
    const { idHash, leaseOwner, payloadVersion } = leased;
    const now = this.#now();
    const changed = await this.#guard.run(async () =>
      this.#live()
        .where({ id_hash: idHash, payload_version: payloadVersion })
        .where(free =>
          free
            .whereNull('lease_until')
            .orWhere('lease_until', '<', now)
            // No lease is that long: the clock of its owner was wrong.
            .orWhere('lease_until', '>', now + durationMs + CLOCK_SKEW_MS),
        )
        .update({ lease_owner: leaseOwner, lease_until: now + durationMs }),
    );
    return changed === 1;
  }

  async release({ idHash, leaseOwner }: LeasedRow): Promise<void> {
    await this.#guard.run(async () =>
      this.#live()
        .where({ id_hash: idHash, lease_owner: leaseOwner })
        .update({ lease_owner: null, lease_until: null }),
    );
  }

  /**
   * Writes the payload of the next version.
   *
   * @returns false if the caller has lost the lease, or the session has ended or changed
   */
  async write(leased: LeasedRow, update: SessionUpdate): Promise<boolean> {
    const changed = await this.#guard.run(async () =>
      this.#live()
        .where({
          id_hash: leased.idHash,
          lease_owner: leased.leaseOwner,
          payload_version: leased.payloadVersion,
        })
        .update({
          payload: update.payload,
          payload_version: leased.payloadVersion + 1,
          checked_at: update.checkedAt,
          overdue_at: update.overdueAt ?? null,
        }),
    );
    return changed === 1;
  }

  /**
   * Ends a session and deletes its payload.
   *
   * @param payloadVersion - if given, the version that the session must still have
   * @returns false if it had ended before or changed: only who ended it audits it
   */
  async end(
    key: { idHash: string } | { publicId: string },
    end: SessionEnd,
    payloadVersion?: number,
  ): Promise<boolean> {
    const changed = await this.#guard.run(async () =>
      this.#live()
        .where(
          toColumns({
            ...key,
            ...(payloadVersion !== undefined && { payloadVersion }),
          }),
        )
        .update(this.#ended(end)),
    );
    return changed === 1;
  }

  /**
   * Lists at most 1,000 live sessions, of an account, of a user or all, the latest used first. Also those
   * that the same account replaced a moment ago.
   */
  async list(
    of: Partial<
      Pick<SessionRow, 'accountUuid' | 'userEntityRef' | 'environment'>
    >,
    createdBefore = Infinity,
  ): Promise<SessionRow[]> {
    const now = this.#now();
    const found = await this.#guard.run(async () =>
      this.#live()
        .where(toColumns(of))
        .where('created_at', '<', Math.min(createdBefore, now + DAY_MS))
        .where('expires_at', '>', now)
        .orderBy('last_used_at', 'desc')
        .limit(1_000),
    );
    return found.map(fromColumns);
  }

  /** Deletes all rows of a user, also of ended sessions. Returns how many there were. */
  async erase(userEntityRef: string): Promise<number> {
    return this.#guard.run(async () =>
      this.#rows().where({ user_entity_ref: userEntityRef }).delete(),
    );
  }

  /** Deletes sessions that ended a week ago, and the payloads of those that are over and that nobody has used since. */
  async deleteOld(): Promise<void> {
    const now = this.#now();
    const before = now - KEEP_ENDED_MS;
    await this.#guard.run(async () => {
      await this.#live()
        .where('superseded_at', '<', now - SUPERSEDED_MS)
        .update(this.#ended({ reason: 'replaced', by: 'portal' }));
      await this.#live()
        .where('expires_at', '<', now)
        .update(this.#ended({ reason: 'expired', by: 'portal' }));
      await this.#rows().where('ended_at', '<', before).delete();
      await this.#rows().where('expires_at', '<', before).delete();
    });
  }

  #rows(connection = this.#knex) {
    return connection(SESSIONS_TABLE).timeout(QUERY_LIMIT_MS);
  }

  #live() {
    return this.#rows().whereNull('ended_at');
  }

  #ended({ reason, by }: SessionEnd) {
    return {
      ended_at: this.#now(),
      end_reason: reason,
      ended_by: by,
      payload: null,
    };
  }
}
