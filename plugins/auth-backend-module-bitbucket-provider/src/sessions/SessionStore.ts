import { CLOCK_SKEW_MS } from './clockSkew';
import { type DatabaseGuard, QUERY_LIMIT_MS } from '../database/DatabaseGuard';
import { type Knex } from '../database/migrate';
import {
  type FormerSession,
  type InsertedSession,
  insertSession,
  type SupersededRow,
} from './insertSession';
import {
  endColumns,
  fromColumns,
  type SessionEnd,
  type SessionRow,
  SESSIONS_TABLE,
  toColumns,
} from '../model/SessionRow';

/** How long a session that the same account replaced remains valid, for requests of open tabs. */
export const SUPERSEDED_MS = 60 * 1000;

/** The result that a check writes. */
export interface SessionUpdate {
  payload: string;
  checkedAt: number;
  /** `undefined` after a check. */
  overdueAt?: number;
}

/** A row whose lease the caller holds or takes. */
export interface LeasedRow {
  idHash: string;
  leaseOwner: string;
  payloadVersion: number;
}

/** Selects sessions by account or user. */
type Owner = Partial<Pick<SessionRow, 'accountUuid' | 'userEntityRef'>>;

export interface SessionStoreOptions {
  knex: Knex;
  guard: DatabaseGuard;
  now: () => number;
}

/**
 * The table of sessions. Every method throws an UnavailableError if the database does not respond. No
 * method changes a session that has ended.
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
   * Inserts a session, and ends the previous session of the browser, see {@link insertSession}.
   *
   * @param former - the previous session of the browser
   */
  async create(
    row: SessionRow,
    former?: FormerSession,
  ): Promise<InsertedSession> {
    const now = this.#now();
    return this.#guard.run(async () => {
      if (!former) {
        return insertSession(this.#knex, { row, now });
      }
      // BEGIN has no time limit. This query removes an unresponsive connection from the pool.
      await this.#knex.select(this.#knex.raw('1')).timeout(QUERY_LIMIT_MS);
      return this.#knex.transaction(async transaction =>
        insertSession(transaction, { row, former, now }),
      );
    });
  }

  /** Removes a session that has just been created, and restores the previous session. */
  async undoCreate(idHash: string, superseded?: SupersededRow): Promise<void> {
    await this.#guard.run(async () => {
      await this.#live()
        .where({ id_hash: idHash })
        .update(
          endColumns({ reason: 'signed_out', by: 'sign-in' }, this.#now()),
        );
      if (superseded) {
        // Another sign-in can have replaced it since then.
        await this.#live()
          .where(toColumns(superseded))
          .update({ superseded_at: null });
      }
    });
  }

  /** Records that a user used a session. */
  async touch(idHash: string, userEntityRef: string): Promise<void> {
    await this.#guard.run(async () =>
      this.#live()
        .where({ id_hash: idHash })
        .update({ last_used_at: this.#now(), user_entity_ref: userEntityRef }),
    );
  }

  /** Records when a check was overdue and impossible, for the first time since the last check. */
  async markOverdue({
    idHash,
    checkedAt,
  }: Pick<SessionRow, 'idHash' | 'checkedAt'>): Promise<void> {
    await this.#guard.run(async () =>
      this.#live()
        // Skipped if another instance has checked it since then.
        .where(toColumns({ idHash, checkedAt }))
        .whereNull('overdue_at')
        .update({ overdue_at: this.#now() }),
    );
  }

  /**
   * Takes the lease of a session for a check.
   *
   * @param leased - `leaseOwner`: a random value for this check only
   * @param durationMs - after this time, another instance can take the lease
   * @returns false if another check holds it, or if the session has ended or has another payload
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
   * @param payloadVersion - if set, the version that the session must still have
   * @returns false if it had ended or changed before: only the caller that ended it records it
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
        .update(endColumns(end, this.#now())),
    );
    return changed === 1;
  }

  /**
   * Lists at most 1,000 live sessions, of an account, of a user or all, latest use first. Includes
   * sessions that the same account replaced less than a minute ago.
   *
   * @param of - `userEntityRef`: also selects the sessions of the accounts with which the user has
   * signed in, which can
   *   have another name of that user. With `accountUuid` as well: the sessions of either.
   */
  async list(
    of: Owner & { environment?: string },
    createdBefore?: number,
  ): Promise<SessionRow[]> {
    const now = this.#now();
    const { accountUuid, userEntityRef, environment } = of;
    const found = await this.#guard.run(async () =>
      this.#live()
        .where(environment === undefined ? {} : { environment })
        .where(this.#of({ accountUuid, userEntityRef }))
        // Without this condition, the list includes sessions of an instance whose clock is ahead.
        .where(
          createdBefore === undefined
            ? {}
            : this.#knex.raw('created_at < ?', [createdBefore]),
        )
        .where('expires_at', '>', now)
        .where(valid =>
          valid
            .whereNull('superseded_at')
            .orWhere('superseded_at', '>=', now - SUPERSEDED_MS),
        )
        .orderBy('last_used_at', 'desc')
        .limit(1_000),
    );
    return found.map(fromColumns);
  }

  /**
   * Returns when an account signed in, in milliseconds since the Unix epoch. Considers its sign-ins
   * after a given time that created a session.
   *
   * @param which - `rank`: 1 for the latest
   */
  async findCreation(
    accountUuid: string,
    { after, rank }: { after: number; rank: number },
  ): Promise<number | undefined> {
    const now = this.#now();
    const found = await this.#guard.run(async () =>
      this.#rows()
        .where({ account_uuid: accountUuid })
        .where('created_at', '>', after)
        .where('created_at', '<=', now + CLOCK_SKEW_MS)
        .orderBy('created_at', 'desc')
        .offset(rank - 1)
        .first('created_at'),
    );
    return found && Number(found.created_at);
  }

  /**
   * Deletes all rows of a user as {@link SessionStore.list} finds them, including ended sessions.
   * Returns how many there were.
   */
  async erase(userEntityRef: string): Promise<number> {
    return this.#guard.run(async () =>
      this.#rows().where(this.#of({ userEntityRef })).delete(),
    );
  }

  #of({ accountUuid, userEntityRef }: Owner) {
    return (query: ReturnType<Knex>) => {
      if (accountUuid !== undefined) {
        query.where({ account_uuid: accountUuid });
      }
      if (userEntityRef !== undefined) {
        const rows = { user_entity_ref: userEntityRef };
        const accounts = this.#rows().select('account_uuid').where(rows);
        query.orWhere(rows).orWhereIn('account_uuid', accounts);
      }
    };
  }

  #rows(connection = this.#knex) {
    return connection(SESSIONS_TABLE).timeout(QUERY_LIMIT_MS);
  }

  #live() {
    return this.#rows().whereNull('ended_at');
  }
}
