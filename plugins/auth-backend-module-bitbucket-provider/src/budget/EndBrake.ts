const BUCKET_MS = 30_000;
/** Ten minutes, and the current bucket. */
const BUCKETS = 21;
/**
 * This many sessions can end regardless of their share, for a small company or a time with few requests.
 */
const HARMLESS_ENDS = 10;
const HARMLESS_SHARE = 0.2;

interface Bucket {
  slot: number;
  checks: number;
  ends: number;
}

/**
 * Prevents a fault at Bitbucket or in the configuration from signing out all users. When many recent
 * checks end sessions, a fault is more likely than that many users left.
 *
 * It counts the checks of this instance in the last 10 minutes (up to 30 s more, because of the
 * buckets).
 */
export class EndBrake {
  readonly #buckets: Bucket[] = [];
  readonly #now: () => number;

  /** @param options - `now`: milliseconds since the Unix epoch; default `Date.now` */
  constructor(options: { now?: () => number } = {}) {
    this.#now = options.now ?? Date.now;
  }

  /** Counts a check to which Bitbucket responded, whatever its result. Call it before `mayEnd`. */
  checked(): void {
    this.#bucket().checks += 1;
  }

  /**
   * Counts a check whose result is to end the session. Call it after `mayEnd`, even if that returned
   * false. Otherwise, the share falls while the brake is active, and every fifth session ends.
   */
  ended(): void {
    this.#bucket().ends += 1;
  }

  /** Returns whether one more check can end its session. */
  mayEnd(): boolean {
    const slot = this.#slot();
    let checks = 0;
    let ends = 1;
    for (const bucket of this.#buckets) {
      if (bucket && bucket.slot > slot - BUCKETS && bucket.slot <= slot) {
        checks += bucket.checks;
        ends += bucket.ends;
      }
    }
    return ends <= HARMLESS_ENDS || ends <= HARMLESS_SHARE * checks;
  }

  #slot(): number {
    return Math.floor(this.#now() / BUCKET_MS);
  }

  #bucket(): Bucket {
    const slot = this.#slot();
    const index = slot % BUCKETS;
    if (this.#buckets[index]?.slot !== slot) {
      this.#buckets[index] = { slot, checks: 0, ends: 0 };
    }
    return this.#buckets[index];
  }
}
