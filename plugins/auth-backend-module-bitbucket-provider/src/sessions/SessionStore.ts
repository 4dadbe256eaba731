import { CLOCK_SKEW_MS } from './clockSkew';
import { DatabaseGuard, QUERY_LIMIT_MS } from '../database/DatabaseGuard';
import { Knex } from '../database/migrate';
import {
  FormerSession,
  InsertedSession,
  insertSession,
  SupersededRow,
} from './insertSession';
import {
  endColumns,
  fromColumns,
  SessionEnd,
  SessionRow,
  SESSIONS_TABLE,
  toColumns,
} from '../model/SessionRow';

/** A session that the same account replaced is valid for so long, for requests of open tabs. */
export const SUPERSEDED_MS = 60 * 1000;

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

/** Whose sessions. */
type Owner = Partial<Pick<SessionRow, 'accountUuid' | 'userEntityRef'>>;

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
   * Inserts a session, and ends the one that the browser had, see {@link insertSession}.
   *
   * @param former - the session of the browser until now
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
      // Nothing limits the time of BEGIN. This removes a connection that does not answer from the pool.
      await this.#knex.select(this.#knex.raw('1')).timeout(QUERY_LIMIT_MS);
      return this.#knex.transaction(async transaction =>
        insertSession(transaction, { row, former, now }),
      );
    });
  }

  /** Takes a session back that has just been created, with what that did to the former one. */
  async undoCreate(idHash: string, superseded?: SupersededRow): Promise<void> {
    await this.#guard.run(async () => {
      await this.#live()
        .where({ id_hash: idHash })
        .update(
          endColumns({ reason: 'signed_out', by: 'sign-in' }, this.#now()),
        );
      if (superseded) {
        // Another sign-in can have replaced it since.
        await this.#live()
          .where(toColumns(superseded))
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
  async markOverdue({
    idHash,
    checkedAt,
  }: Pick<SessionRow, 'idHash' | 'checkedAt'>): Promise<void> {
    await this.#guard.run(async () =>
      this.#live()
        // Not if another instance has checked it since.
        .where(toColumns({ idHash, checkedAt }))
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
        .update(endColumns(end, this.#now())),
    );
    return changed === 1;
  }

  /**
   * Lists at most 1,000 live sessions, of an account, of a user or all, the latest used first. Also those
   * that the same account replaced less than a minute ago.
   *
   * @param of - `userEntityRef`: also the sessions of the accounts with which the user has signed in, which can
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
        // Without it, also the sessions of an instance whose clock is ahead.
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
   * When an account signed in, in milliseconds since 1970: of its sign-ins that created a session after a time,
   * the latest but some.
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

  /** Deletes all rows of a user, also of ended sessions, as {@link SessionStore.list} finds them. Returns how many there were. */
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
