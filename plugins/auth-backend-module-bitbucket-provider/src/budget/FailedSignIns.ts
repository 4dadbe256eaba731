import { createHash } from 'node:crypto';
import { DatabaseGuard, QUERY_LIMIT_MS } from '../database/DatabaseGuard';
import { Knex } from '../database/migrate';
import { UnavailableError } from '../model/UnavailableError';
import { addressKey } from './addressKey';
import { CALLS_TABLE, CallsRow } from './SharedCalls';

/** Of one address in an hour. An office may share one; each of them costs up to four of the hour's 1,000 requests. */
const MAX_FAILURES = 100;
const MINUTE_MS = 60_000;
const HOUR_MINUTES = 60;

export interface FailedSignInsOptions {
  /** Has the table `bitbucket_auth_calls`, where {@link CALLS_TABLE} deletes old rows. */
  knex: Knex;
  guard: DatabaseGuard;
  /** Milliseconds since 1970. */
  now: () => number;
}

/** A sign-in that counts as failed while it is under way. */
export interface CountedSignIn {
  /** Counts it as so many failed ones, 0 if it did not fail. */
  end(failures: number): Promise<void>;
}

/**
 * Counts the sign-ins of an IP address that used requests to Bitbucket and failed, on all instances: IPv6
 * addresses by their /56 prefix. Only the SHA-256 of the address is stored. Sign-ins that are under way count as
 * failed at their own instance, so that many at the same time cannot pass the limit there.
 */
export class FailedSignIns {
  readonly #underWay = new Map<string, number>();

  constructor(private readonly options: FailedSignInsOptions) {}

  /**
   * Begins a sign-in, before it sends a request.
   *
   * @throws UnavailableError if 100 sign-ins of the address failed or are under way, or if the database does not
   * answer
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
          // Also those of an instance whose clock is ahead.
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

  /** Returns how many sign-ins of the address are under way. */
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
