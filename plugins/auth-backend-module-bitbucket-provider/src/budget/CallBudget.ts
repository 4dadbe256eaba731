import { Pause } from '../model/Pause';
import { SharedCalls, type SharedCallsOptions } from './SharedCalls';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/**
 * The counted minutes: the last hour, the minute in which it begins, and one for another instance whose
 * clock is up to 60 s behind. Both extra minutes count completely, because their calls may all belong to
 * the last second. So no hour has more calls than allowed, but room can become available up to 2 minutes
 * late.
 */
const WINDOW_MINUTES = 62;
/** How long the portal sends no requests after a 429 without `Retry-After`. The last value repeats. */
const PAUSES_MS = [1, 2, 5, 10].map(minutes => minutes * MINUTE_MS);
/** `Retry-After: 0` must not cause a loop without a pause. */
const SHORTEST_PAUSE_MS = 1_000;

/** Options of {@link CallBudget}. */
export interface CallBudgetOptions
  extends Pick<SharedCallsOptions, 'knex' | 'consumer' | 'logger'> {
  /** How many requests the portal can send per hour. */
  callsPerHour: number;
  /** Milliseconds since the Unix epoch, the same on all instances within 60 s; default `Date.now`. */
  now?: () => number;
}

/**
 * Tracks how much of the hourly limit of an OAuth consumer all instances of the portal have used. It
 * rejects nothing: the caller decides based on `share` and `roomAt`.
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
   * When there is room for the given number of calls, in milliseconds since the Unix epoch; `undefined`
   * if there is room now. Reserved calls count as sent.
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
      // Reserved calls are sent or released in a moment.
      roomAt = Math.max(roomAt, now + SHORTEST_PAUSE_MS);
    }
    return roomAt > now ? roomAt : undefined;
  }

  /**
   * Reserves calls that this instance is about to send. They count twice while they are sent, because
   * too high a count is safer than too low a count.
   *
   * @returns a function that releases them
   */
  reserve(calls: number): () => void {
    this.#reserved += calls;
    return () => {
      this.#reserved -= calls;
    };
  }

  /**
   * Writes the calls of this instance, and reads those of all instances, for the start and the shutdown.
   * Never rejects: without the database, the previous counts remain. It has no time limit.
   */
  refresh(): Promise<void> {
    return this.#calls.refresh();
  }

  /**
   * Reports a 429. `share` is at least 1 until `retryAfterMs` has passed (at most 1 hour). Without
   * `retryAfterMs`, the pause is 1, 2, 5 and 10 minutes, by the number of consecutive 429s. A 429 during
   * the pause belongs to an earlier request, and does not count again.
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
   * Reports a response that is not a 429, which resets the number of consecutive 429s. During a pause,
   * it belongs to an earlier request and changes nothing.
   */
  succeeded(): void {
    if (this.#limit.leftMs() === 0) {
      this.#limitedInARow = 0;
    }
  }
}
