/** How long a session that can wait is not checked after a failed check. */
const PAUSE_MS = 10 * 60_000;
/** The same for a session whose page waits for the check. */
const PAUSE_OF_PAGE_MS = 60_000;
/**
 * How long a session is not checked after a check without a valid response, doubled after each further
 * one. Other sessions then get the next trial of the circuit breaker.
 */
const FIRST_OUTAGE_PAUSE_MS = 5_000;
const MAX_SESSIONS = 10_000;

interface FailedCheck {
  at: number;
  /** How long the session is not checked; undefined if that depends on whether it can wait. */
  pauseMs?: number;
}

/**
 * Stores which sessions had failed checks. Without a pause, each page load of such a session would send
 * requests to Bitbucket.
 */
export class FailedChecks {
  readonly #failed = new Map<string, FailedCheck>();
  readonly #now: () => number;

  /** @param now - milliseconds since the Unix epoch */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Records a failure that can concern a single session. */
  add(key: string): void {
    this.#set(key, { at: this.#now() });
  }

  /** Records a failure that can concern Bitbucket or a single session. */
  addOutage(key: string): void {
    const pauseMs = this.#failed.get(key)?.pauseMs ?? FIRST_OUTAGE_PAUSE_MS / 2;
    this.#set(key, {
      at: this.#now(),
      pauseMs: Math.min(2 * pauseMs, PAUSE_OF_PAGE_MS),
    });
  }

  /** Removes the failures of a session. */
  clear(key: string): void {
    this.#failed.delete(key);
  }

  #set(key: string, failed: FailedCheck) {
    this.#failed.delete(key);
    this.#failed.set(key, failed);
    if (this.#failed.size > MAX_SESSIONS) {
      const [oldest] = this.#failed.keys();
      this.#failed.delete(oldest);
    }
  }

  /**
   * When the session can be checked again, in milliseconds since the Unix epoch; `undefined` if it can
   * now.
   *
   * @param canWait - whether the session can be used until then
   */
  retryAt(key: string, canWait: boolean): number | undefined {
    const now = this.#now();
    const failed = this.#failed.get(key);
    if (!failed) {
      return undefined;
    }
    const { at, pauseMs = canWait ? PAUSE_MS : PAUSE_OF_PAGE_MS } = failed;
    // A time in the future was recorded before the clock was set back.
    return at <= now && now < at + pauseMs ? at + pauseMs : undefined;
  }
}
