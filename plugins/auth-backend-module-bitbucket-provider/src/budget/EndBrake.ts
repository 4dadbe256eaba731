const BUCKET_MS = 30_000;
/** Ten minutes, and the bucket that is being filled. */
const BUCKETS = 21;
/** So many sessions may end whatever their share is: a small company, or a quiet night. */
const HARMLESS_ENDS = 10;
const HARMLESS_SHARE = 0.2;

interface Bucket {
  slot: number;
  checks: number;
  ends: number;
}

/**
 * Keeps a fault at Bitbucket or in the configuration from signing everyone out: when many of the last
 * checks end sessions, the checks are wrong more likely than the people left.
 *
 * It counts the checks of this instance in the last 10 minutes (up to 30 s more, by buckets).
 */
export class EndBrake {
  readonly #buckets: Bucket[] = [];
  readonly #now: () => number;

  /** @param options - `now`: milliseconds since 1970; default `Date.now` */
  constructor(options: { now?: () => number } = {}) {
    this.#now = options.now ?? Date.now;
  }

  /** Counts a check that Bitbucket answered, whatever its result. Call it before `mayEnd`. */
  checked(): void {
    this.#bucket().checks += 1;
  }

  /**
   * Counts a check whose result is to end the session. Call it after `mayEnd`, also if that was
   * false: otherwise the share falls while the brake is on, and every fifth session ends after all.
   */
  ended(): void {
    this.#bucket().ends += 1;
  }

  /** Whether one more check may end its session. */
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
