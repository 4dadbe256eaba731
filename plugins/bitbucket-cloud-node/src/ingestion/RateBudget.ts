import { type LoggerService } from '@backstage/backend-plugin-api';
import { CustomErrorBase } from '@backstage/errors';
import { type Knex } from 'knex';
import { setTimeout as sleep } from 'node:timers/promises';
import { type BitbucketCloudError } from '../BitbucketCloudError';
import { type BitbucketPace } from '../workspaceClientOptions';

const TABLE = 'bitbucket_cloud_calls';

interface CallsRow {
  budget_key: string;
  /** Minutes since 1970. */
  minute: number;
  calls: number;
}

const MINUTE_MS = 60_000;
/** Bitbucket counts the calls of the last hour. The minute in which it begins counts completely. */
const WINDOW_MINUTES = 61;
/** How long a run sends no calls after a 429 without `Retry-After`. The last value repeats. */
const PAUSES_MS = [1, 2, 5, 10, 15].map(minutes => minutes * MINUTE_MS);

/**
 * A clock that a test can replace. Times are in milliseconds.
 *
 * @public
 */
export interface BudgetClock {
  /** Returns the time since 1970. */
  now(): number;
  /** Waits; the signal aborts the wait. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

const realClock: BudgetClock = {
  now: Date.now,
  sleep: async (milliseconds, signal) => {
    await sleep(milliseconds, undefined, { signal });
  },
};

/**
 * Options of a {@link RateBudget}.
 *
 * @public
 */
export interface RateBudgetOptions {
  /** A client of the database with the counted calls: {@link openBudgetDatabase}. */
  knex: Knex;
  /** The key of the counted calls. */
  key: string;
  /** Calls per hour. */
  limit: number;
  /** The prefix of log lines. */
  label: string;
  /** Receives a warning before each wait. */
  logger: LoggerService;
  /** Default: the clock of the machine. */
  clock?: BudgetClock;
  /** `fail`: a call above the limit throws a {@link BudgetUsedUpError}. Default `wait`. */
  whenUsedUp?: 'wait' | 'fail';
}

/**
 * The calls of the last hour are used up, or Bitbucket allows no more calls for a while. Not sent to Bitbucket.
 *
 * @public
 */
export class BudgetUsedUpError extends CustomErrorBase {
  /** The same in every copy of this package. */
  name = 'BudgetUsedUpError' as const;

  /** Milliseconds until the next call can be sent. */
  readonly retryAfterMs: number;

  /** Whether Bitbucket rejected an earlier call with 429, although calls of the hour are left. */
  readonly wasRejected: boolean;

  constructor(retryAfterMs: number, wasRejected = false) {
    super(
      wasRejected
        ? 'Bitbucket allows no more calls for now (429)'
        : "The calls of Bitbucket's hourly limit are used up",
    );
    this.retryAfterMs = retryAfterMs;
    this.wasRejected = wasRejected;
  }
}

/**
 * Returns how many calls of the last hour are counted, of all instances.
 *
 * @param key - the key of the counted calls
 * @param now - the end of the hour, in milliseconds since 1970; default: now
 *
 * @public
 */
export async function countCalls(
  knex: Knex,
  key: string,
  now: number = Date.now(),
): Promise<number> {
  const rows = await readCalls(knex, key, Math.floor(now / MINUTE_MS));
  return sumOf(rows);
}

function readCalls(knex: Knex, key: string, minute: number) {
  return knex<CallsRow>(TABLE)
    .where('budget_key', key)
    .andWhere('minute', '>', minute - WINDOW_MINUTES)
    .orderBy('minute')
    .select('minute', 'calls');
}

function sumOf(rows: Pick<CallsRow, 'calls'>[]): number {
  return rows.reduce((sum, { calls }) => sum + calls, 0);
}

/**
 * Limits the calls of the last hour, across restarts and all instances. A call above the limit waits,
 * and the log contains the end of the wait; or it fails at once.
 *
 * https://support.atlassian.com/bitbucket-cloud/docs/api-request-limits/
 *
 * @public
 */
export class RateBudget implements BitbucketPace {
  /** Number of permitted calls. */
  calls = 0;
  #refusals = 0;
  /** After a 429, with `whenUsedUp: 'fail'`. */
  #closedUntil = 0;
  readonly #clock: BudgetClock;

  readonly #options: RateBudgetOptions;

  constructor(options: RateBudgetOptions) {
    this.#options = options;
    this.#clock = options.clock ?? realClock;
  }

  /** {@inheritDoc BitbucketPace.beforeCall} */
  async beforeCall(signal?: AbortSignal): Promise<void> {
    for (;;) {
      signal?.throwIfAborted();
      const freeAt = await this.#freeAt();
      if (freeAt === undefined) {
        break;
      }
      const { limit, label, whenUsedUp } = this.#options;
      if (whenUsedUp === 'fail') {
        const now = this.#clock.now();
        throw new BudgetUsedUpError(freeAt - now, this.#closedUntil > now);
      }
      await this.#wait(
        freeAt - this.#clock.now(),
        `${label}: the ${limit} calls that it can use of Bitbucket's hourly limit are used up`,
        signal,
      );
    }
    await this.#count();
    this.calls += 1;
  }

  /** {@inheritDoc BitbucketPace.limited} */
  async limited(
    error: BitbucketCloudError,
    signal?: AbortSignal,
  ): Promise<void> {
    const pause = PAUSES_MS[Math.min(this.#refusals, PAUSES_MS.length - 1)];
    this.#refusals += 1;
    // `Retry-After: 0` must not cause a loop without a pause.
    const wait = Math.max(error.retryAfterMs ?? pause, 1000);
    if (this.#options.whenUsedUp === 'fail') {
      this.#closedUntil = this.#clock.now() + wait;
      throw error;
    }
    await this.#wait(
      wait,
      `${this.#options.label}: Bitbucket allows no more calls for now (429)`,
      signal,
    );
  }

  async #wait(milliseconds: number, why: string, signal?: AbortSignal) {
    const until = new Date(this.#clock.now() + milliseconds).toISOString();
    this.#options.logger.warn(`${why}; waiting until ${until}`);
    await this.#clock.sleep(milliseconds, signal);
  }

  /** Returns when the next call can be sent, or undefined if it can be sent now. */
  async #freeAt(): Promise<number | undefined> {
    const { knex, key, limit } = this.#options;
    if (this.#closedUntil > this.#clock.now()) {
      return this.#closedUntil;
    }
    const rows = await readCalls(knex, key, this.#minute());
    let used = sumOf(rows);
    if (used < limit) {
      return undefined;
    }
    for (const { minute, calls } of rows) {
      used -= calls;
      if (used < limit) {
        return (minute + WINDOW_MINUTES) * MINUTE_MS;
      }
    }
    return undefined;
  }

  async #count() {
    const { knex, key } = this.#options;
    const minute = this.#minute();
    const isNewMinute = await knex<CallsRow>(TABLE)
      .where({ budget_key: key, minute })
      .increment('calls', 1)
      .then(changed => changed === 0);
    if (isNewMinute) {
      await knex<CallsRow>(TABLE)
        .insert({ budget_key: key, minute, calls: 1 })
        .onConflict(['budget_key', 'minute'])
        .merge({ calls: knex.raw('?? + 1', [`${TABLE}.calls`]) });
      await knex<CallsRow>(TABLE)
        .where('minute', '<=', minute - WINDOW_MINUTES)
        .delete();
    }
  }

  #minute(): number {
    return Math.floor(this.#clock.now() / MINUTE_MS);
  }
}
