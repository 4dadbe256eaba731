/**
 * The clock of one stub. Codes, tokens and the journal use it, and a test can advance it.
 *
 * @public
 */
export class Clock {
  #offset = 0;

  /** @param machine - The time of the machine, in milliseconds since the Unix epoch. */
  constructor(private readonly machine: () => number = Date.now) {}

  /** The time in milliseconds since the Unix epoch. */
  now(): number {
    return this.machine() + this.#offset;
  }

  /** Advances the time by some milliseconds. */
  advance(milliseconds: number): void {
    if (!(milliseconds >= 0)) {
      throw new RangeError(
        `The clock only advances, by milliseconds of 0 or more; it was ${milliseconds}.`,
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

  /** Returns to the time of the machine. */
  reset(): void {
    this.#offset = 0;
  }
}
