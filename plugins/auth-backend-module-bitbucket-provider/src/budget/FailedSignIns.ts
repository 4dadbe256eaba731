import { createHash } from 'node:crypto';
import { type DatabaseGuard, QUERY_LIMIT_MS } from '../database/DatabaseGuard';
import { type Knex } from '../database/migrate';
import { UnavailableError } from '../model/UnavailableError';
import { addressKey } from './addressKey';
import { CALLS_TABLE, type CallsRow } from './SharedCalls';

/**
 * Maximum per address and hour. An office can share one address. Each failed sign-in costs up to four of
 * the 1,000 requests per hour.
 */
const MAX_FAILURES = 100;
const MINUTE_MS = 60_000;
const HOUR_MINUTES = 60;

export interface FailedSignInsOptions {
  /**
   * A client of the database with the table `bitbucket_auth_calls`, in which {@link CALLS_TABLE} deletes
   * old rows.
   */
  knex: Knex;
  guard: DatabaseGuard;
  /** Milliseconds since the Unix epoch. */
  now: () => number;
}

/** A sign-in that counts as failed until it is complete. */
export interface CountedSignIn {
  /** Counts the sign-in as the given number of failures, 0 if it succeeded. */
  end(failures: number): Promise<void>;
}

/**
 * Counts the sign-ins of an IP address that sent requests to Bitbucket and failed, on all instances. It
 * counts IPv6 addresses by their /56 prefix, and stores only the SHA-256 of the address. A sign-in in
 * progress counts as failed at its own instance, so that concurrent sign-ins cannot exceed the limit.
 */
export class FailedSignIns {
  readonly #underWay = new Map<string, number>();

  constructor(private readonly options: FailedSignInsOptions) {}

  /**
   * Starts to count a sign-in, before it sends a request.
   *
   * @throws UnavailableError if 100 sign-ins of the address failed or are in progress, or if the
   * database does not answer
   */
  async begin(address: string | undefined): Promise<CountedSignIn> {
    const { guard, knex, now } = this.options;
    const hash = hashOf(address);
    const minute = Math.floor(now() / MINUTE_MS);
    const underWay = this.#change(hash, 1);
    try {
      const rows: CallsRow[] = await guard.run(async () =>
        knex(CALLS_TABLE)
          .where('consumer_hash', hash)
          // Includes rows of an instance whose clock is ahead.
          .whereBetween('minute', [
            minute - HOUR_MINUTES + 1,
            minute + HOUR_MINUTES,
          ])
          .orderBy('minute')
          .select('minute', 'calls')
          .timeout(QUERY_LIMIT_MS),
      );
      checkFailures(rows, { underWay, minute });
    } catch (error) {
      this.#change(hash, -1);
      throw error;
    }
    return {
      end: async failures => {
        try {
          if (failures > 0) {
            await this.#add({ consumer_hash: hash, minute, calls: failures });
          }
        } finally {
          this.#change(hash, -1);
        }
      },
    };
  }

  /** Returns how many sign-ins of the address are in progress. */
  #change(hash: string, by: number): number {
    const count = (this.#underWay.get(hash) ?? 0) + by;
    if (count > 0) {
      this.#underWay.set(hash, count);
    } else {
      this.#underWay.delete(hash);
    }
    return count;
  }

  async #add(row: CallsRow): Promise<void> {
    const { knex, guard } = this.options;
    await guard.run(async () =>
      knex<CallsRow>(CALLS_TABLE)
        .insert(row)
        .onConflict(['consumer_hash', 'minute'])
        .merge({
          calls: knex.raw('?? + excluded.calls', [`${CALLS_TABLE}.calls`]),
        })
        .timeout(QUERY_LIMIT_MS),
    );
  }
}

/** @throws UnavailableError with the time until the oldest failures are an hour old */
function checkFailures(
  rows: CallsRow[],
  { underWay, minute: now }: { underWay: number; minute: number },
): void {
  let failures = rows.reduce((sum, { calls }) => sum + Number(calls), 0);
  if (failures + underWay <= MAX_FAILURES) {
    return;
  }
  let minutes = 1;
  for (const { minute, calls } of rows) {
    if (failures < MAX_FAILURES) {
      break;
    }
    failures -= Number(calls);
    minutes = Number(minute) + HOUR_MINUTES - now;
  }
  throw new UnavailableError(
    `Too many sign-ins failed from your network address. Minutes until the next one: ${minutes}.`,
    { retryAfterSeconds: minutes * 60 },
  );
}

function hashOf(address: string | undefined): string {
  return createHash('sha256')
    .update(`failed sign-ins of ${addressKey(address)}`)
    .digest('hex');
}
