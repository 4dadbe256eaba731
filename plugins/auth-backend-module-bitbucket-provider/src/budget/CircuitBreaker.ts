import { Pause } from '../model/Pause';

/** The number of results that decide. */
const WINDOW = 10;
const FAILURES_IN_A_ROW = 3;
const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 60_000;
/** Longer than any request can take. */
const TRIAL_MS = 30_000;

/** Options of {@link CircuitBreaker}. */
export interface CircuitBreakerOptions {
  /** Called once per change. A failed trial is not a change. */
  onChange?: (state: 'open' | 'closed') => void;
  /** Milliseconds since the Unix epoch; default `Date.now`. */
  now?: () => number;
}

/**
 * Stops requests to a host that fails.
 *
 * It opens after 3 failures in a row, or when more than half of the last 10 requests failed. It stays
 * open for 5 s, and then permits one request at a time as a trial. A successful trial closes it. A
 * failed one opens it for twice as long as before, up to 60 s.
 *
 * A response about one account (401, 403, 404) counts as a success, because the host works.
 */
export class CircuitBreaker {
  /** The last results while closed; true for a failure. */
  #failures: boolean[] = [];
  #pauseMs = 0;
  #isTrial = false;
  #isOpen = false;
  readonly #pause: Pause;
  /** Waits for the trial in progress, until the breaker abandons it. */
  readonly #trial: Pause;
  readonly #now: () => number;
  readonly #onChange?: (state: 'open' | 'closed') => void;

  constructor(options: CircuitBreakerOptions = {}) {
    this.#now = options.now ?? Date.now;
    this.#pause = new Pause(this.#now);
    this.#trial = new Pause(this.#now);
    this.#onChange = options.onChange;
  }

  /** Whether requests are stopped, except for trials. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /**
   * Returns whether a request can be sent now. A caller that receives true must call
   * `succeeded` or `failed`. The breaker abandons a trial without a result after 30 s.
   */
  tryAcquire(): boolean {
    if (!this.#isOpen) {
      return true;
    }
    if (this.#pause.leftMs() > 0 || this.#trial.leftMs() > 0) {
      return false;
    }
    this.#isTrial = true;
    this.#trial.begin(TRIAL_MS);
    return true;
  }

  /** Reports that the host responded. */
  succeeded(): void {
    if (!this.#isOpen) {
      this.#record(false);
    } else if (this.#isTrial) {
      this.#pauseMs = 0;
      this.#isOpen = false;
      this.#endTrial();
      this.#onChange?.('closed');
    }
    // Otherwise, the request was sent before the breaker opened: only a trial closes it.
  }

  /**
   * Reports a network error, a timeout, a server error, a response that is not from Bitbucket, or that
   * the host rejects the OAuth consumer.
   */
  failed(): void {
    if (!this.#isOpen) {
      this.#record(true);
      if (this.#isTooMany()) {
        this.#open();
        this.#onChange?.('open');
      }
    } else if (this.#isTrial) {
      this.#open();
    }
    // Otherwise, the request was sent before the breaker opened: the pause is not extended.
  }

  /**
   * When a request can be sent again, in milliseconds since the Unix epoch; `undefined` if one can be
   * sent now. During a trial, this is at most 5 s away, because the result of the trial decides.
   */
  retryAt(): number | undefined {
    if (!this.#isOpen) {
      return undefined;
    }
    const trialUntil = this.#trial.until();
    return trialUntil === undefined
      ? this.#pause.until()
      : Math.min(trialUntil, this.#now() + FIRST_PAUSE_MS);
  }

  #endTrial() {
    this.#isTrial = false;
    this.#trial.end();
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
    this.#isOpen = true;
    this.#pause.begin(this.#pauseMs);
    this.#endTrial();
    this.#failures = [];
  }
}
