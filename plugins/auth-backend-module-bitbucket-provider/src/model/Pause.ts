/** A period in which an operation waits. It does not become longer when the clock is set back. */
export class Pause {
  readonly #now: () => number;
  #lengthMs = 0;
  #until = -Infinity;

  /** @param now - milliseconds since the Unix epoch */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Starts the pause. Does not shorten a running pause. */
  begin(lengthMs: number): void {
    const left = this.leftMs();
    this.#lengthMs = Math.max(left, lengthMs);
    this.#until = this.#now() + this.#lengthMs;
  }

  end(): void {
    this.#until = -Infinity;
  }

  /** Milliseconds until the end; 0 if there is no pause. */
  leftMs(): number {
    const now = this.#now();
    if (this.#until - now > this.#lengthMs) {
      this.#until = now + this.#lengthMs;
    }
    return Math.max(0, this.#until - now);
  }

  /** When the pause ends, in milliseconds since the Unix epoch; `undefined` if there is no pause. */
  until(): number | undefined {
    return this.leftMs() > 0 ? this.#until : undefined;
  }
}
