import { LoggerService } from '@backstage/backend-plugin-api';
import {
  setImmediate as afterResponses,
  setTimeout as delay,
} from 'node:timers/promises';
import { Pause } from '../budget/Pause';
import { UnavailableError } from './UnavailableError';

/** Longest that a statement may take, in milliseconds. */
export const QUERY_LIMIT_MS = 2_000;
/** Longest that a query waits while the database answers others, in milliseconds. */
const BUSY_LIMIT_MS = 10_000;
/** A pause of the process counts as one tick, however long it is. */
const TICK_MS = 500;
/** A tick that is so late is such a pause. */
const PAUSED_MS = 2 * TICK_MS;
const FAILURES_UNTIL_OPEN = 3;
const OPEN_MS = 5_000;
/** While a trial is under way, which ends within {@link QUERY_LIMIT_MS}. */
const TRIAL_MS = 1_000;
/**
 * The database works, and rejects what a statement contains: data exceptions and violated constraints
 * of PostgreSQL (https://www.postgresql.org/docs/current/errcodes-appendix.html) and of SQLite.
 */
const REJECTED =
  /^(2[23][0-9A-Z]{3}|SQLITE_(CONSTRAINT|MISMATCH|TOOBIG|RANGE).*)$/;

/** How many queries a database has answered, for all guards of it. */
export interface DatabaseAnswers {
  count: number;
}

export interface DatabaseGuardOptions {
  logger: LoggerService;
  now?: () => number;
  /** Default: the guard knows only its own queries. */
  answers?: DatabaseAnswers;
  /** Waits until it is time to look again; default: 500 ms. */
  waitForTick?: (signal: AbortSignal) => Promise<void>;
}

/**
 * Limits the time of each query. After three failures in a row it rejects all queries for five seconds,
 * so that requests do not wait for a database that is away. Then one query at a time is a trial, until
 * one succeeds.
 *
 * A query that takes too long is a failure only if the database has answered no other query since it began:
 * otherwise the database is busy. It is no failure either if the process stood still.
 */
export class DatabaseGuard {
  readonly #answers: DatabaseAnswers;
  readonly #logger: LoggerService;
  readonly #now: () => number;
  readonly #pause: Pause;
  readonly #waitForTick: (signal: AbortSignal) => Promise<void>;
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
   * @param query - with `timeout(QUERY_LIMIT_MS)` for each statement, so that a connection that does not
   * answer leaves the pool
   * @throws UnavailableError if the database fails, or does not answer within two seconds; while it answers
   * other queries, within ten
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
      this.#logger.info('The database of the sessions answers again.');
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
        `The database of the sessions does not answer, so users cannot sign in and open pages wait. ${describe(
          error,
        )}`,
      );
    }
  }

  async #limitTime<T>(query: Promise<T>): Promise<T> {
    const end = new AbortController();
    const limit = this.#waitForSilence(end.signal).then(() => {
      throw Object.assign(
        new Error(`No response within ${QUERY_LIMIT_MS} ms`),
        { name: 'TimeoutError' },
      );
    });
    limit.catch(() => {});
    try {
      return await Promise.race([query, limit]);
    } finally {
      end.abort();
      // A query that is too late has no one who waits for it.
      query.catch(() => {});
    }
  }

  /** Ends when the database has answered no query for two seconds in which the process ran, or after ten. */
  async #waitForSilence(signal: AbortSignal): Promise<void> {
    let answers = this.#answers.count;
    let silence = 0;
    for (let waited = 0; waited < BUSY_LIMIT_MS; waited += TICK_MS) {
      const begun = this.#now();
      await this.#waitForTick(signal);
      if (this.#now() - begun > TICK_MS + PAUSED_MS) {
        this.#processPauses += 1;
      }
      silence = this.#answers.count === answers ? silence + TICK_MS : 0;
      answers = this.#answers.count;
      if (silence >= QUERY_LIMIT_MS) {
        break;
      }
    }
    await afterResponses(undefined, { signal });
  }
}

function waitForTick(signal: AbortSignal): Promise<void> {
  return delay(TICK_MS, undefined, { signal, ref: false });
}

/** Knex puts the statement before the message, with its values on SQLite. */
function describe(error: unknown): string {
  return String((error as Error).message ?? error).replace(/^.* - /s, '');
}

/** Of this guard, or of Knex. */
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
