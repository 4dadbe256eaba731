import { addressKey } from './addressKey';

const MAX_KEYS = 10_000;

/** Options of {@link FailureLimit}. */
export interface FailureLimitOptions {
  /** So many failures within the window are too many. */
  max: number;
  /** Milliseconds. */
  windowMs: number;
  /** Milliseconds since 1970; default `Date.now`. */
  now?: () => number;
}

/**
 * Counts failures by IP address, IPv6 addresses by their /56 prefix. It keeps at most 10,000
 * addresses; the one whose last failure is the oldest is dropped first.
 */
export class FailureLimit {
  /** The times of the last failures, at most `max` each; the keys in order of their last failure. */
  readonly #failures = new Map<string, number[]>();
  readonly #now: () => number;

  constructor(private readonly options: FailureLimitOptions) {
    this.#now = options.now ?? Date.now;
  }

  /** Counts a failure of this IP address; `undefined` is an address of its own. */
  failed(address: string | undefined): void {
    const key = addressKey(address);
    const times = this.#failures.get(key) ?? [];
    times.push(this.#now());
    if (times.length > this.options.max) {
      times.shift();
    }
    this.#failures.delete(key);
    this.#failures.set(key, times);
    if (this.#failures.size > MAX_KEYS) {
      const [oldest] = this.#failures.keys();
      this.#failures.delete(oldest);
    }
  }

  /** Whether this IP address had `max` failures within the window. */
  isOver(address: string | undefined): boolean {
    const { max, windowMs } = this.options;
    const times = this.#failures.get(addressKey(address)) ?? [];
    return times.length >= max && times[0] > this.#now() - windowMs;
  }
}
