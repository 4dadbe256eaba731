import { createHash } from 'node:crypto';
import { DatabaseGuard, QUERY_LIMIT_MS } from '../sessions/DatabaseGuard';
import { Knex } from '../sessions/migrate';
import { UnavailableError } from '../sessions/UnavailableError';
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

/** A sign-in that counts as failed, until it is known that it did not. */
export interface CountedSignIn {
  /** Adds to what it counts, or takes from it. */
  add(failures: number): Promise<void>;
}

/**
 * Counts the sign-ins of an IP address that used requests to Bitbucket and failed, on all instances: IPv6
 * addresses by their /56 prefix. Only the SHA-256 of the address is stored.
 */
export class FailedSignIns {
  constructor(private readonly options: FailedSignInsOptions) {}

  /**
   * Counts a sign-in as failed before it sends a request, so that many at the same time cannot pass the limit.
   *
   * @throws UnavailableError if 100 sign-ins of the address failed or are under way, or if the database does not
   * answer
   */
  async begin(address: string | undefined): Promise<CountedSignIn> {
    const hash = hashOf(address);
    const minute = Math.floor(this.options.now() / MINUTE_MS);
    const counted: CountedSignIn = {
      add: async failures => {
        await this.#add({ hash, minute, failures });
      },
    };
    if ((await this.#add({ hash, minute, failures: 1 })) <= MAX_FAILURES) {
      return counted;
    }
    await counted.add(-1);
    const minutes = await this.#minutesToWait(hash, minute);
    throw new UnavailableError(
      `Too many sign-ins failed from your network address. Minutes until the next one: ${minutes}.`,
      { retryAfterSeconds: minutes * 60 },
    );
  }

  /** Returns how many there are in the hour, with those that are added. One statement, so that each counts once. */
  async #add(change: {
    hash: string;
    minute: number;
    failures: number;
  }): Promise<number> {
    const { knex, guard } = this.options;
    const { hash, minute, failures } = change;
    // Not with this minute: a subquery reads the table as it was before the statement.
    const others = this.#rowsOf(hash, minute)
      .whereNot({ minute })
      .sum({ others: 'calls' });
    const [row] = await guard.run(async () =>
      knex(CALLS_TABLE)
        .insert({ consumer_hash: hash, minute, calls: failures })
        .onConflict(['consumer_hash', 'minute'])
        .merge({
          calls: knex.raw('?? + excluded.calls', [`${CALLS_TABLE}.calls`]),
        })
        .returning(['calls', knex.raw('(?) as others', [others])])
        .timeout(QUERY_LIMIT_MS),
    );
    return Number(row.calls) + Number(row.others);
  }

  /** How many minutes this address must wait until it may sign in. */
  async #minutesToWait(hash: string, now: number): Promise<number> {
    const rows: CallsRow[] = await this.options.guard.run(async () =>
      this.#rowsOf(hash, now)
        .orderBy('minute')
        .select('minute', 'calls')
        .timeout(QUERY_LIMIT_MS),
    );
    let failures = rows.reduce((sum, { calls }) => sum + Number(calls), 0);
    let minutes = 1;
    for (const { minute, calls } of rows) {
      if (failures < MAX_FAILURES) {
        break;
      }
      failures -= Number(calls);
      minutes = Number(minute) + HOUR_MINUTES - now;
    }
    return minutes;
  }

  /** Also those of an instance whose clock is ahead. */
  #rowsOf(hash: string, now: number) {
    return this.options
      .knex(CALLS_TABLE)
      .where('consumer_hash', hash)
      .whereBetween('minute', [now - HOUR_MINUTES + 1, now + HOUR_MINUTES]);
  }
}

function hashOf(address: string | undefined): string {
  return createHash('sha256')
    .update(`failed sign-ins of ${addressKey(address)}`)
    .digest('hex');
}
