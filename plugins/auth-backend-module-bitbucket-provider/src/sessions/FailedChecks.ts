/** How long a session that can wait is left alone after a failed check. */
const PAUSE_MS = 10 * 60_000;
/** The same for a session whose page waits for the check. */
const PAUSE_OF_PAGE_MS = 60_000;
const MAX_SESSIONS = 10_000;

/**
 * Remembers whose checks failed for a reason that can be of one session only. Without a pause, each page
 * load of such a session would send requests to Bitbucket.
 */
export class FailedChecks {
  readonly #failedAt = new Map<string, number>();
  readonly #now: () => number;

  /** @param now - milliseconds since 1970 */
  constructor(now: () => number) {
    this.#now = now;
  }

  add(key: string): void {
    this.#failedAt.delete(key);
    this.#failedAt.set(key, this.#now());
    if (this.#failedAt.size > MAX_SESSIONS) {
      const [oldest] = this.#failedAt.keys();
      this.#failedAt.delete(oldest);
    }
  }

  /**
   * When the session may be checked again, in milliseconds since 1970; `undefined` if it may now.
   *
   * @param canWait - whether the session may be used until then
   */
  retryAt(key: string, canWait: boolean): number | undefined {
    const now = this.#now();
    const failedAt = this.#failedAt.get(key) ?? Infinity;
    const retryAt = failedAt + (canWait ? PAUSE_MS : PAUSE_OF_PAGE_MS);
    // A time in the future is one of before the clock was set back.
    return failedAt <= now && now < retryAt ? retryAt : undefined;
  }
}
