import { LoggerService } from '@backstage/backend-plugin-api';
import { setTimeout as delay } from 'node:timers/promises';
import { UnavailableError } from './UnavailableError';

const QUERY_LIMIT_MS = 2_000;
const FAILURES_UNTIL_OPEN = 3;
const OPEN_MS = 5_000;

export interface DatabaseGuardOptions {
  logger: LoggerService;
  now?: () => number;
}

/**
 * Limits the time of each query. After three failures in a row it rejects all queries for five seconds,
 * so that requests do not wait for a database that is away.
 */
export class DatabaseGuard {
  readonly #logger: LoggerService;
  readonly #now: () => number;
  #failures = 0;
  #openUntil = 0;

  constructor({ logger, now = Date.now }: DatabaseGuardOptions) {
    this.#logger = logger;
    this.#now = now;
  }

  /**
   * Runs a query.
   *
   * @throws UnavailableError if the database fails, or does not answer within two seconds
   */
  async run<T>(query: () => Promise<T>): Promise<T> {
    const wait = this.#openUntil - this.#now();
    if (wait > 0) {
      throw unavailable(wait);
    }
    try {
      const result = await limitTime(query());
      this.#succeeded();
      return result;
    } catch (error) {
      this.#failed(error);
      throw unavailable(OPEN_MS, error);
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
      this.#openUntil = this.#now() + OPEN_MS;
    }
    if (this.#failures <= FAILURES_UNTIL_OPEN) {
      this.#logger.error(
        `The database of the sessions does not answer, so users cannot sign in and open pages wait. ${error}`,
      );
    }
  }
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
    'The portal cannot read its sessions at the moment. It tries again by itself.',
    { retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1000)), cause },
  );
}
