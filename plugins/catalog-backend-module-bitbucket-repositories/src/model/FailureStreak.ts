/** After this number of failures in a row, the trouble concerns more than single repositories. */
const MOST_IN_A_ROW = 3;

/** Distinguishes trouble of Bitbucket from trouble with single repositories. */
export class FailureStreak {
  #inARow = 0;

  /** @param mostInARow - failures that are tolerated */
  constructor(private readonly mostInARow = MOST_IN_A_ROW) {}

  /** Counts a repository that was read. */
  succeeded(): void {
    this.#inARow = 0;
  }

  /** Counts a repository that was not read. Returns whether the run can go on with the others. */
  tolerates(): boolean {
    this.#inARow += 1;
    return this.#inARow <= this.mostInARow;
  }
}
