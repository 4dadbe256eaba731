import { type DatabaseService } from '@backstage/backend-plugin-api';
import { ConflictError } from '@backstage/errors';
import { type Response } from 'express';
import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { hashTarget } from './hashTarget';
import { type LocationSpec } from './readLocation';

type Knex = Awaited<ReturnType<DatabaseService['getClient']>>;

interface ReservationRow {
  target_hash: string;
  token: string;
  /** PostgreSQL returns it as text. */
  reserved_at: number | string;
}

/** How long requests wait, in milliseconds. */
export interface ReservationTimes {
  /** How long a request waits for another one. */
  longestWait: number;
  /** How long a request waits between two attempts. */
  pause: number;
  /** After this time, the instance that made a reservation has failed. */
  expiry: number;
}

const TIMES: ReservationTimes = {
  longestWait: 10_000,
  pause: 100,
  expiry: 60_000,
};

/**
 * Lets one request at a time register, move or unregister a target, on all instances.
 *
 * @seam The catalog registers and unregisters in two steps: the table `locations`, then the entity of
 * the location. It does not prevent two rows with one target. After two simultaneous requests, a
 * location can remain without its entity. The catalog then never reads it, and rejects each new
 * registration of its target.
 * https://github.com/backstage/backstage/blob/v1.55.0/plugins/catalog-backend/src/providers/DefaultLocationStore.ts
 * @seamTest plugins/permission-backend-module-ownership-policy/src/locations/simultaneous.test.ts
 */
export class TargetReservations {
  readonly #knex: Knex;
  readonly #times: ReservationTimes;

  /** @param knex - the database of the catalog, with the tables of this package */
  constructor(knex: Knex, times: Partial<ReservationTimes> = {}) {
    this.#knex = knex;
    this.#times = { ...TIMES, ...times };
  }

  /**
   * Runs a task while the target is reserved.
   *
   * @throws ConflictError if another request reserves the target for more than ten seconds
   */
  async run<T>(location: LocationSpec, task: () => Promise<T>): Promise<T> {
    const release = await this.#reserve(location);
    try {
      return await task();
    } finally {
      await release();
    }
  }

  /**
   * Reserves the target until the response is sent.
   *
   * @throws ConflictError as in {@link run}
   */
  async hold(location: LocationSpec, res: Response): Promise<void> {
    const release = await this.#reserve(location);
    if (res.closed) {
      await release();
    } else {
      // Without the database, the reservation expires.
      res.once('close', () => release().catch(() => {}));
    }
  }

  async #reserve(location: LocationSpec): Promise<() => Promise<void>> {
    const key = { target_hash: hashTarget(location) };
    const token = randomUUID();
    const deadline = Date.now() + this.#times.longestWait;
    while (!(await this.#tryToReserve(key, token))) {
      if (Date.now() > deadline) {
        throw new ConflictError(
          `Another request is registering or unregistering ${location.type}:${location.target}. Try again in a minute.`,
        );
      }
      await setTimeout(this.#times.pause);
    }
    return async () => {
      await this.#rows().where({ token }).delete();
    };
  }

  async #tryToReserve(
    key: Pick<ReservationRow, 'target_hash'>,
    token: string,
  ): Promise<boolean> {
    await this.#rows()
      .insert({ ...key, token, reserved_at: Date.now() })
      .onConflict('target_hash')
      .ignore();
    const row = await this.#rows().where(key).first();
    if (row && Number(row.reserved_at) < Date.now() - this.#times.expiry) {
      await this.#rows().where({ token: row.token }).delete();
    }
    return row?.token === token;
  }

  #rows() {
    return this.#knex<ReservationRow>('location_target_reservations');
  }
}
