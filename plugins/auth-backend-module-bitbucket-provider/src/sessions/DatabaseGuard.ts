import { LoggerService } from '@backstage/backend-plugin-api';
import { setTimeout as delay } from 'node:timers/promises';
import { Pause } from '../budget/Pause';
import { UnavailableError } from './UnavailableError';

/** Longest that a statement may take, in milliseconds. */
export const QUERY_LIMIT_MS = 2_000;
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

export interface DatabaseGuardOptions {
  logger: LoggerService;
  now?: () => number;
}

/**
 * Limits the time of each query. After three failures in a row it rejects all queries for five seconds,
 * so that requests do not wait for a database that is away. Then one query at a time is a trial, until
 * one succeeds.
 */
export class DatabaseGuard {
  readonly #logger: LoggerService;
  readonly #pause: Pause;
  #failures = 0;
  #isTrial = false;

  constructor({ logger, now = Date.now }: DatabaseGuardOptions) {
    this.#logger = logger;
    this.#pause = new Pause(now);
  }

  /**
   * Runs a query.
   *
   * @param query - with `timeout(QUERY_LIMIT_MS)` for each statement, so that a connection that does not
   * answer leaves the pool
   * @throws UnavailableError if the database fails, or does not answer within two seconds
   */
  async run<T>(query: () => Promise<T>): Promise<T> {
    const wait = this.#isTrial ? TRIAL_MS : this.#pause.leftMs();
    if (wait > 0) {
      throw unavailable(wait);
    }
    const isTrial = this.#failures >= FAILURES_UNTIL_OPEN;
    this.#isTrial = isTrial;
    try {
      const result = await limitTime(query());
      this.#succeeded();
      return result;
    } catch (error) {
      if (REJECTED.test((error as { code?: string }).code ?? '')) {
        this.#succeeded();
      } else {
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
    if (this.#failures >= FAILURES_UNTIL_OPEN) {
      this.#logger.info('The database of the sessions answers again.');
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
}

/** Knex puts the statement before the message, with its values on SQLite. */
function describe(error: unknown): string {
  return String((error as Error).message ?? error).replace(/^.* - /s, '');
}

async function limitTime<T>(query: Promise<T>): Promise<T> {
  const timer = new AbortController();
  const limit = delay(QUERY_LIMIT_MS, undefined, {
    signal: timer.signal,
    ref: false,
  }).then(() => {
    throw new Error(`No response within ${QUERY_LIMIT_MS} ms`);
  });
  limit.catch(() => {});
  try {
    return await Promise.race([query, limit]);
  } finally {
    timer.abort();
    // A query that is too late has no one who waits for it.
    query.catch(() => {});
  }
}

function unavailable(waitMs: number, cause?: unknown): UnavailableError {
  return new UnavailableError(
    'The portal cannot read its sessions at the moment. If this page does not continue by itself, try again in a minute.',
    { retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1000)), cause },
  );
}
