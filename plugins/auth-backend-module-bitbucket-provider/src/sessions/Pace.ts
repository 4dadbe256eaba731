const WINDOW_MS = 5_000;
/** Ten checks are at most forty requests, of the thousand that Bitbucket allows in an hour. */
const MAX_IN_WINDOW = 10;

/**
 * Limits how many checks an instance begins in five seconds, which is how long it takes until the other
 * instances know of its requests. All users open the portal within minutes on a Monday.
 */
export class Pace {
  readonly #now: () => number;
  #begun = 0;
  #since = -Infinity;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Counts a check. Returns false if there are too many at the moment. */
  take(): boolean {
    const now = this.#now();
    if (now - this.#since >= WINDOW_MS || now < this.#since) {
      this.#since = now;
      this.#begun = 0;
    }
    if (this.#begun >= MAX_IN_WINDOW) {
      return false;
    }
    this.#begun += 1;
    return true;
  }
}
