import { InputError } from '@backstage/errors';
import { describeRemedy, formatCount } from '../limits/limits';

/** Maximum number of files that a search with a pattern reads into memory. */
const MOST_MATCHES = 1_000;
/** Total size of these files, in multiples of the largest permitted file. */
const MATCHES_SIZE = 4;

/** Counts the files that a filter accepts. An error within the filter would stop the backend. */
export class Matches {
  #count = 0;
  #bytes = 0;
  #isExceeded = false;

  constructor(private readonly url: string, private readonly size: number) {}

  accept(bytes = 0): boolean {
    this.#count += 1;
    this.#bytes += bytes;
    this.#isExceeded ||=
      this.#count > MOST_MATCHES ||
      bytes > this.size ||
      this.#bytes > this.size * MATCHES_SIZE;
    return !this.#isExceeded;
  }

  /** @throws InputError instead of returning an incomplete result */
  async check<T>(result: Promise<T>): Promise<T> {
    const complete = await result;
    if (this.#isExceeded) {
      throw new InputError(
        `The files that match at ${this.url} are more than ${formatCount(
          MOST_MATCHES,
        )}, one has more than ${formatCount(
          this.size,
        )} bytes, or all together have more than ${formatCount(
          this.size * MATCHES_SIZE,
        )}. ${describeRemedy('readFile.size', 'Use a narrower pattern.')}`,
      );
    }
    return complete;
  }
}
