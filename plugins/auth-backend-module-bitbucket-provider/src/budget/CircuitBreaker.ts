/** How many results decide. */
const WINDOW = 10;
const FAILURES_IN_A_ROW = 3;
const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 60_000;
/** Longer than any request may take. */
const TRIAL_MS = 30_000;

/** Options of {@link CircuitBreaker}. */
export interface CircuitBreakerOptions {
  /** Called once for each change; a failed trial is no change. */
  onChange?: (state: 'open' | 'closed') => void;
  /** Milliseconds since 1970; default `Date.now`. */
  now?: () => number;
}

/**
 * Stops requests to a host that fails.
 *
 * It opens after 3 failures in a row, or when more than half of the last 10 requests failed. It stays
 * open for 5 s, and then lets one request at a time through as a trial. A successful trial closes it. A
 * failed one opens it for twice as long as before, up to 60 s.
 *
 * A response about one account (401, 403, 404) is a success here: the host works.
 */
export class CircuitBreaker {
  /** The last results while closed; true for a failure. */
  #failures: boolean[] = [];
  #pauseMs = 0;
  /** When the pause ends; `undefined` while closed. */
  #openUntil?: number;
  /** When the trial under way is given up. */
  #trialUntil?: number;
  readonly #now: () => number;
  readonly #onChange?: (state: 'open' | 'closed') => void;

  constructor(options: CircuitBreakerOptions = {}) {
    this.#now = options.now ?? Date.now;
    this.#onChange = options.onChange;
  }

  /**
   * Whether a request may be sent now. The caller that gets true must call `succeeded` or `failed`; a
   * trial without a result is given up after 30 s.
   */
  tryAcquire(): boolean {
    if (this.#openUntil === undefined) {
      return true;
    }
    const now = this.#now();
    if (now < this.#openUntil || this.#isTrialRunning(now)) {
      return false;
    }
    this.#trialUntil = now + TRIAL_MS;
    return true;
  }

  /** Reports that the host answered. */
  succeeded(): void {
    if (this.#openUntil === undefined) {
      this.#record(false);
    } else if (this.#trialUntil !== undefined) {
      this.#pauseMs = 0;
      this.#openUntil = undefined;
      this.#trialUntil = undefined;
      this.#onChange?.('closed');
    }
    // Else the request was sent before the breaker opened: only a trial closes it.
  }

  /** Reports a network error, a timeout, a server error or a response that is not Bitbucket's. */
  failed(): void {
    if (this.#openUntil === undefined) {
      this.#record(true);
      if (this.#isTooMany()) {
        this.#open();
        this.#onChange?.('open');
      }
    } else if (this.#trialUntil !== undefined) {
      this.#open();
    }
    // Else the request was sent before the breaker opened: the pause is not extended.
  }

  /**
   * When a request may be sent again, in milliseconds since 1970; `undefined` if one may be sent now.
   * While a trial runs, this is at most 5 s away, since its result decides.
   */
  retryAt(): number | undefined {
    const now = this.#now();
    if (this.#openUntil !== undefined && this.#isTrialRunning(now)) {
      return Math.min(this.#trialUntil!, now + FIRST_PAUSE_MS);
    }
    return this.#openUntil !== undefined && now < this.#openUntil
      ? this.#openUntil
      : undefined;
  }

  #isTrialRunning(now: number): boolean {
    return this.#trialUntil !== undefined && now < this.#trialUntil;
  }

  #record(failure: boolean) {
    this.#failures.push(failure);
    if (this.#failures.length > WINDOW) {
      this.#failures.shift();
    }
  }

  #isTooMany(): boolean {
    const last = this.#failures.slice(-FAILURES_IN_A_ROW);
    return (
      (last.length === FAILURES_IN_A_ROW && last.every(Boolean)) ||
      this.#failures.filter(Boolean).length > WINDOW / 2
    );
  }

  #open() {
    this.#pauseMs = Math.min(
      this.#pauseMs * 2 || FIRST_PAUSE_MS,
      LONGEST_PAUSE_MS,
    );
    this.#openUntil = this.#now() + this.#pauseMs;
    this.#trialUntil = undefined;
    this.#failures = [];
  }
}
