import { LAST_SHARE } from '../config/checkThreshold';

const WINDOW_MS = 5_000;
/** Ten checks are at most forty requests, of the thousand that Bitbucket allows in an hour. */
const MAX_IN_WINDOW = 10;
/** From this share of the hour's requests on, there are fewer, and one at {@link LAST_SHARE}. */
const FREE_SHARE = 0.5;

/**
 * Limits how many checks an instance begins in five seconds, which is how long it takes until the other
 * instances know of its requests. All users open the portal within minutes on a Monday. The fewer
 * requests are left, the slower it is: three instances would otherwise send 90 in these five seconds.
 */
export class Pace {
  readonly #now: () => number;
  #begun = 0;
  #since = -Infinity;

  constructor(now: () => number) {
    this.#now = now;
  }

  /**
   * Counts a check. Returns false if there are too many at the moment.
   *
   * @param share - used part of the hour's requests, 0 to 1
   */
  take(share: number): boolean {
    const now = this.#now();
    if (now - this.#since >= WINDOW_MS || now < this.#since) {
      this.#since = now;
      this.#begun = 0;
    }
    const part = Math.min(1, (LAST_SHARE - share) / (LAST_SHARE - FREE_SHARE));
    if (this.#begun >= Math.max(1, Math.ceil(MAX_IN_WINDOW * part))) {
      return false;
    }
    this.#begun += 1;
    return true;
  }
}
