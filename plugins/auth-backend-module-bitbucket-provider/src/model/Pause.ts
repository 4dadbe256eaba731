/** A time in which something waits. It does not get longer when the clock is set back. */
export class Pause {
  readonly #now: () => number;
  #lengthMs = 0;
  #until = -Infinity;

  /** @param now - milliseconds since 1970 */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Begins to wait. Does not shorten a pause that has begun. */
  begin(lengthMs: number): void {
    const left = this.leftMs();
    this.#lengthMs = Math.max(left, lengthMs);
    this.#until = this.#now() + this.#lengthMs;
  }

  end(): void {
    this.#until = -Infinity;
  }

  /** Milliseconds until the end; 0 if nothing waits. */
  leftMs(): number {
    const now = this.#now();
    if (this.#until - now > this.#lengthMs) {
      this.#until = now + this.#lengthMs;
    }
    return Math.max(0, this.#until - now);
  }

  /** When it ends, in milliseconds since 1970; `undefined` if nothing waits. */
  until(): number | undefined {
    return this.leftMs() > 0 ? this.#until : undefined;
  }
}
