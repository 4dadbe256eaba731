import { LAST_SHARE } from '../config/checkThreshold';

const WINDOW_MS = 5_000;
/** Ten checks send at most forty of the thousand requests that Bitbucket allows per hour. */
const MAX_IN_WINDOW = 10;
/** Above this share of the hourly requests, the pace decreases, to one check at {@link LAST_SHARE}. */
const FREE_SHARE = 0.5;

/**
 * Limits how many checks an instance begins in five seconds, the time until the other instances know its
 * requests. On a Monday, all users open the portal within minutes. The pace decreases with the remaining
 * requests: otherwise, three instances would send 90 in these five seconds.
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
   * @param share - used share of the hourly requests, 0 to 1
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
