/** How long a session that can wait is left alone after a failed check. */
const PAUSE_MS = 10 * 60_000;
/** The same for a session whose page waits for the check. */
const PAUSE_OF_PAGE_MS = 60_000;
/**
 * How long a session is left alone after a check to which Bitbucket gave no valid response; twice as long after
 * each further one. Others then get the next trial of the circuit breaker.
 */
const FIRST_OUTAGE_PAUSE_MS = 5_000;
const MAX_SESSIONS = 10_000;

interface FailedCheck {
  at: number;
  /** How long the session is left alone; undefined if that depends on whether it can wait. */
  pauseMs?: number;
}

/**
 * Remembers whose checks failed. Without a pause, each page load of such a session would send requests to
 * Bitbucket.
 */
export class FailedChecks {
  readonly #failed = new Map<string, FailedCheck>();
  readonly #now: () => number;

  /** @param now - milliseconds since 1970 */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Notes a failure for a reason that can be of one session only. */
  add(key: string): void {
    this.#set(key, { at: this.#now() });
  }

  /** Notes a failure that can be one of Bitbucket or of one session. */
  addOutage(key: string): void {
    const pauseMs = this.#failed.get(key)?.pauseMs ?? FIRST_OUTAGE_PAUSE_MS / 2;
    this.#set(key, {
      at: this.#now(),
      pauseMs: Math.min(2 * pauseMs, PAUSE_OF_PAGE_MS),
    });
  }

  /** Forgets the failures of a session. */
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
   * When the session may be checked again, in milliseconds since 1970; `undefined` if it may now.
   *
   * @param canWait - whether the session may be used until then
   */
  retryAt(key: string, canWait: boolean): number | undefined {
    const now = this.#now();
    const failed = this.#failed.get(key);
    if (!failed) {
      return undefined;
    }
    const { at, pauseMs = canWait ? PAUSE_MS : PAUSE_OF_PAGE_MS } = failed;
    // A time in the future is one of before the clock was set back.
    return at <= now && now < at + pauseMs ? at + pauseMs : undefined;
  }
}
