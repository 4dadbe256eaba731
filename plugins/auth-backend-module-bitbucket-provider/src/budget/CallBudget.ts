import { Pause } from '../model/Pause';
import { SharedCalls, SharedCallsOptions } from './SharedCalls';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/**
 * Minutes that count: the last hour, the minute in which it begins, and one for another instance whose
 * clock is up to 60 s behind. Both count whole: their calls may all be of the last second, so no
 * hour has more calls than allowed. The price is that room comes up to 2 minutes late.
 */
const WINDOW_MINUTES = 62;
/** How long Bitbucket is left alone after a 429 without `Retry-After`; the last one repeats. */
const PAUSES_MS = [1, 2, 5, 10].map(minutes => minutes * MINUTE_MS);
/** `Retry-After: 0` must not become a loop without a pause. */
const SHORTEST_PAUSE_MS = 1_000;

/** Options of {@link CallBudget}. */
export interface CallBudgetOptions
  extends Pick<SharedCallsOptions, 'knex' | 'consumer' | 'logger'> {
  /** How many requests an hour the portal may send. */
  callsPerHour: number;
  /** Milliseconds since 1970, the same on all instances within 60 s; default `Date.now`. */
  now?: () => number;
}

/**
 * States how much of the hourly limit of an OAuth consumer all instances of the portal have used. It
 * refuses nothing: the caller decides by `share` and `roomAt`.
 *
 * https://support.atlassian.com/bitbucket-cloud/docs/api-request-limits/
 */
export class CallBudget {
  readonly #calls: SharedCalls;
  readonly #now: () => number;
  readonly #limit: Pause;
  #limitedInARow = 0;
  #reserved = 0;

  constructor(private readonly options: CallBudgetOptions) {
    this.#now = options.now ?? Date.now;
    this.#limit = new Pause(this.#now);
    const { knex, consumer, logger } = options;
    this.#calls = new SharedCalls({
      knex,
      consumer,
      logger,
      minutes: WINDOW_MINUTES,
      now: this.#now,
    });
  }

  /** Counts one request to Bitbucket. Never throws, and writes to the database in the background. */
  count(): void {
    this.#calls.add();
  }

  /**
   * The used part of the last hour: 0 if no request was sent, 1 or more if there is no room. It is at
   * least 1 after a 429, see `limited`. The calls of other instances are up to 5 s old.
   */
  get share(): number {
    const share = this.#calls.recent().total() / this.options.callsPerHour;
    return this.#limit.leftMs() > 0 ? Math.max(1, share) : share;
  }

  /**
   * When there is room for so many calls, in milliseconds since 1970; `undefined` if there is room now. Reserved
   * calls count as sent.
   */
  roomAt(calls = 1): number | undefined {
    const recent = this.#calls.recent();
    const now = this.#now();
    let excess =
      recent.total() + this.#reserved + calls - this.options.callsPerHour;
    let roomAt = this.#limit.until() ?? -Infinity;
    for (const [minute, sent] of recent.entries()) {
      if (excess <= 0) {
        break;
      }
      excess -= sent;
      roomAt = Math.max(roomAt, (minute + WINDOW_MINUTES) * MINUTE_MS);
    }
    if (excess > 0) {
      // What is reserved is sent, or given back, in a moment.
      roomAt = Math.max(roomAt, now + SHORTEST_PAUSE_MS);
    }
    return roomAt > now ? roomAt : undefined;
  }

  /**
   * Reserves calls of this instance that are sent in a moment. They count twice while they are sent: rather
   * too many than too few.
   *
   * @returns a function that gives them back
   */
  reserve(calls: number): () => void {
    this.#reserved += calls;
    return () => {
      this.#reserved -= calls;
    };
  }

  /**
   * Writes the calls of this instance and reads those of all, for the start and the shutdown. Never
   * rejects: without the database, the last counts remain. It has no time limit.
   */
  refresh(): Promise<void> {
    return this.#calls.refresh();
  }

  /**
   * Reports a 429. `share` is at least 1 until `retryAfterMs` has passed (at most 1 hour), else for 1, 2,
   * 5 and 10 minutes by the number of 429s in a row. A 429 during that time is of a request that was
   * under way, and does not count as one more.
   */
  limited(retryAfterMs?: number): void {
    if (this.#limit.leftMs() === 0) {
      this.#limitedInARow += 1;
    }
    const step = Math.min(this.#limitedInARow, PAUSES_MS.length) - 1;
    const pause = retryAfterMs ?? PAUSES_MS[step];
    this.#limit.begin(Math.min(Math.max(pause, SHORTEST_PAUSE_MS), HOUR_MS));
  }

  /**
   * Reports a response that is not a 429, which ends the row of 429s. During the time after a 429 it is
   * of a request that was under way, and changes nothing.
   */
  succeeded(): void {
    if (this.#limit.leftMs() === 0) {
      this.#limitedInARow = 0;
    }
  }
}
