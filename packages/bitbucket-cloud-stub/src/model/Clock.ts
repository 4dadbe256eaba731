/**
 * The time of one stub. Codes, tokens and the journal go by it, and a test can move it on.
 *
 * @public
 */
export class Clock {
  #offset = 0;

  /** The time in milliseconds since 1970. */
  now(): number {
    return Date.now() + this.#offset;
  }

  /** Moves the time on by some milliseconds. */
  advance(milliseconds: number): void {
    if (!(milliseconds >= 0)) {
      throw new RangeError(
        `The clock only moves forwards, by milliseconds of 0 or more; it was asked for ${milliseconds}.`,
      );
    }
    this.#offset += milliseconds;
  }

  /** @internal */
  snapshot(): number {
    return this.#offset;
  }

  /** @internal */
  restore(offset: number): void {
    this.#offset = offset;
  }

  /** Goes back to the time of the machine. */
  reset(): void {
    this.#offset = 0;
  }
}
