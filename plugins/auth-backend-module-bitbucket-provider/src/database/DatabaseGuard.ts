import { type LoggerService } from '@backstage/backend-plugin-api';
import {
  setImmediate as afterResponses,
  setTimeout as delay,
} from 'node:timers/promises';
import { Pause } from '../model/Pause';
import { UnavailableError } from '../model/UnavailableError';

/** The maximum duration of a statement, in milliseconds. */
export const QUERY_LIMIT_MS = 2_000;
/** The maximum time that a query waits while the database responds to others, in milliseconds. */
const BUSY_LIMIT_MS = 10_000;
/** A pause of the process counts as one tick, whatever its length. */
const TICK_MS = 500;
/** A tick that is later than this indicates such a pause. */
const PAUSED_MS = 2 * TICK_MS;
const FAILURES_UNTIL_OPEN = 3;
const OPEN_MS = 5_000;
/** Used during a trial, which ends within {@link QUERY_LIMIT_MS}. */
const TRIAL_MS = 1_000;
/**
 * The database works, but rejects the content of a statement: data exceptions and violated constraints
 * of PostgreSQL (https://www.postgresql.org/docs/current/errcodes-appendix.html) and of SQLite.
 */
const REJECTED =
  /^(2[23][0-9A-Z]{3}|SQLITE_(CONSTRAINT|MISMATCH|TOOBIG|RANGE).*)$/;

/** A query without a response. */
interface WaitingQuery {
  begun: number;
  /** The number of responses of the database at the last tick. */
  answers: number;
  ticks: number;
  /** How long the database has responded to no query. */
  silenceMs: number;
  refuse(error: Error): void;
}

/** The number of queries to which a database has responded, for all its guards. */
export interface DatabaseAnswers {
  count: number;
}

export interface DatabaseGuardOptions {
  logger: LoggerService;
  now?: () => number;
  /** Default: the guard only counts its own queries. */
  answers?: DatabaseAnswers;
  /** Waits until the next tick; default: 500 ms. */
  waitForTick?: () => Promise<void>;
}

/**
 * Limits the time of each query. After three consecutive failures, it rejects all queries for five
 * seconds, so that requests do not wait for an unavailable database. Then one query at a time is a
 * trial, until one succeeds.
 *
 * A slow query is a failure only if the database has responded to no other query since it began.
 * Otherwise, the database is busy. It is also not a failure if the process stood still.
 */
export class DatabaseGuard {
  readonly #answers: DatabaseAnswers;
  readonly #logger: LoggerService;
  readonly #now: () => number;
  readonly #pause: Pause;
  readonly #waitForTick: () => Promise<void>;
  readonly #waiting = new Set<WaitingQuery>();
  #isTicking = false;
  #failures = 0;
  #isTrial = false;
  #processPauses = 0;

  constructor(options: DatabaseGuardOptions) {
    const { logger, now = Date.now, answers = { count: 0 } } = options;
    this.#answers = answers;
    this.#logger = logger;
    this.#now = now;
    this.#pause = new Pause(now);
    this.#waitForTick = options.waitForTick ?? waitForTick;
  }

  /**
   * Runs a query.
   *
   * @param query - with `timeout(QUERY_LIMIT_MS)` for each statement, so that an unresponsive connection
   * leaves the pool
   * @throws UnavailableError if the database fails, or does not respond within two seconds, or within
   * ten seconds while it responds to other queries
   */
  async run<T>(query: () => Promise<T>): Promise<T> {
    const wait = this.#isTrial ? TRIAL_MS : this.#pause.leftMs();
    if (wait > 0) {
      throw unavailable(wait);
    }
    const isTrial = this.#failures >= FAILURES_UNTIL_OPEN;
    this.#isTrial = isTrial;
    const answers = this.#answers.count;
    const processPauses = this.#processPauses;
    try {
      const result = await this.#limitTime(query());
      this.#succeeded();
      return result;
    } catch (error) {
      if (REJECTED.test((error as { code?: string }).code ?? '')) {
        this.#succeeded();
      } else if (
        !isTimeout(error) ||
        (this.#answers.count === answers &&
          this.#processPauses === processPauses)
      ) {
        this.#failed(error);
      }
      throw unavailable(OPEN_MS, describe(error));
    } finally {
      if (isTrial) {
        this.#isTrial = false;
      }
    }
  }

  #succeeded() {
    this.#answers.count += 1;
    if (this.#failures >= FAILURES_UNTIL_OPEN) {
      this.#logger.info('The session database responds again.');
      this.#pause.end();
    }
    this.#failures = 0;
  }

  #failed(error: unknown) {
    this.#failures += 1;
    if (this.#failures >= FAILURES_UNTIL_OPEN) {
      this.#pause.begin(OPEN_MS);
    }
    if (this.#failures <= FAILURES_UNTIL_OPEN) {
      this.#logger.error(
        `The session database does not respond, so users cannot sign in and open pages wait. ${describe(
          error,
        )}`,
      );
    }
  }

  async #limitTime<T>(query: Promise<T>): Promise<T> {
    const waiting: WaitingQuery = {
      begun: this.#now(),
      answers: this.#answers.count,
      ticks: 0,
      silenceMs: 0,
      refuse: () => {},
    };
    const limit = new Promise<never>((_, reject) => {
      waiting.refuse = reject;
    });
    this.#waiting.add(waiting);
    if (!this.#isTicking) {
      this.#tick();
    }
    try {
      return await Promise.race([query, limit]);
    } finally {
      this.#waiting.delete(waiting);
      // No caller waits for a late query.
      query.catch(() => {});
    }
  }

  /** One timer for all waiting queries, because each refresh starts several. */
  async #tick(): Promise<void> {
    this.#isTicking = true;
    while (this.#waiting.size > 0) {
      const begun = this.#now();
      await this.#waitForTick();
      if (this.#now() - begun > TICK_MS + PAUSED_MS) {
        this.#processPauses += 1;
      }
      const late = [...this.#waiting].filter(query => this.#isLate(query));
      if (late.length > 0) {
        await afterResponses();
        late.forEach(({ refuse }) => refuse(lateError()));
      }
    }
    this.#isTicking = false;
  }

  /**
   * Returns whether the database has responded to no query for two seconds in which the process ran, or
   * not to this query for ten.
   */
  #isLate(query: WaitingQuery): boolean {
    query.ticks += 1;
    if (query.ticks === 1 && this.#now() - query.begun < TICK_MS) {
      // It began during this tick.
      return false;
    }
    const { count } = this.#answers;
    query.silenceMs = query.answers === count ? query.silenceMs + TICK_MS : 0;
    query.answers = count;
    return (
      query.silenceMs >= QUERY_LIMIT_MS ||
      query.ticks * TICK_MS >= BUSY_LIMIT_MS
    );
  }
}

function waitForTick(): Promise<void> {
  return delay(TICK_MS, undefined, { ref: false });
}

function lateError(): Error {
  return Object.assign(new Error(`No response within ${QUERY_LIMIT_MS} ms`), {
    name: 'TimeoutError',
  });
}

/** Knex adds the statement before the message, with its values on SQLite. */
function describe(error: unknown): string {
  return String((error as Error).message ?? error).replace(/^.* - /s, '');
}

/** A timeout of this guard or of Knex. */
function isTimeout(error: unknown) {
  const { name } = error as Error;
  return name === 'TimeoutError' || name === 'KnexTimeoutError';
}

function unavailable(waitMs: number, cause?: unknown): UnavailableError {
  return new UnavailableError(
    'The portal cannot read its sessions at the moment. If this page does not continue by itself, try again in a minute.',
    { retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1000)), cause },
  );
}
