import { createHash } from 'node:crypto';
import { DatabaseGuard, QUERY_LIMIT_MS } from '../sessions/DatabaseGuard';
import { Knex } from '../sessions/migrate';
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

/**
 * Counts the sign-ins of an IP address that used requests to Bitbucket and failed, on all instances: IPv6
 * addresses by their /56 prefix. Only the SHA-256 of the address is stored.
 */
export class FailedSignIns {
  constructor(private readonly options: FailedSignInsOptions) {}

  /**
   * Counts one.
   *
   * @throws UnavailableError if the database does not answer
   */
  async add(address: string | undefined): Promise<void> {
    const { knex, guard } = this.options;
    await guard.run(async () =>
      knex<CallsRow>(CALLS_TABLE)
        .insert({
          consumer_hash: hashOf(address),
          minute: this.#minute(),
          calls: 1,
        })
        .onConflict(['consumer_hash', 'minute'])
        .merge({ calls: knex.raw('?? + 1', [`${CALLS_TABLE}.calls`]) })
        .timeout(QUERY_LIMIT_MS),
    );
  }

  /**
   * How many minutes this address must wait until it may sign in; 0 if it need not wait.
   *
   * @throws UnavailableError if the database does not answer
   */
  async minutesToWait(address: string | undefined): Promise<number> {
    const { knex, guard } = this.options;
    const now = this.#minute();
    const rows = await guard.run(async () =>
      knex<CallsRow>(CALLS_TABLE)
        .where('consumer_hash', hashOf(address))
        .whereBetween('minute', [now - HOUR_MINUTES + 1, now + HOUR_MINUTES])
        .orderBy('minute')
        .select('minute', 'calls')
        .timeout(QUERY_LIMIT_MS),
    );
    let failures = rows.reduce((sum, { calls }) => sum + Number(calls), 0);
    let minutes = 0;
    for (const { minute, calls } of rows) {
      if (failures < MAX_FAILURES) {
        break;
      }
      failures -= Number(calls);
      minutes = Number(minute) + HOUR_MINUTES - now;
    }
    return minutes;
  }

  #minute(): number {
    return Math.floor(this.options.now() / MINUTE_MS);
  }
}

function hashOf(address: string | undefined): string {
  return createHash('sha256')
    .update(`failed sign-ins of ${addressKey(address)}`)
    .digest('hex');
}
