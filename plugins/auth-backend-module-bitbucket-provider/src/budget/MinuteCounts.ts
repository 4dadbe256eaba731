/** The number of calls per minute (minutes since the Unix epoch). */
export class MinuteCounts {
  readonly #counts = new Map<number, number>();

  /** @param counts - pairs of minute and calls; calls of the same minute are added */
  constructor(counts: Array<[minute: number, calls: number]> = []) {
    for (const [minute, calls] of counts) {
      this.add(minute, calls);
    }
  }

  /** Adds calls, or removes them if `calls` is negative. */
  add(minute: number, calls: number): void {
    const sum = (this.#counts.get(minute) ?? 0) + calls;
    if (sum > 0) {
      this.#counts.set(minute, sum);
    } else {
      this.#counts.delete(minute);
    }
  }

  /** Removes the minutes before this one. */
  dropBefore(minute: number): void {
    for (const each of this.#counts.keys()) {
      if (each < minute) {
        this.#counts.delete(each);
      }
    }
  }

  /** Pairs of minute and calls, oldest first. */
  entries(): Array<[minute: number, calls: number]> {
    return [...this.#counts].sort(([a], [b]) => a - b);
  }

  total(): number {
    let total = 0;
    for (const calls of this.#counts.values()) {
      total += calls;
    }
    return total;
  }
}
