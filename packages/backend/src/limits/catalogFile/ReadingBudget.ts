import { InputError } from '@backstage/errors';
import { describeRemedy, formatCount, LimitName, Limits } from '../limits';

/**
 * What the catalog reads for one Location, or for one dry run. The catalog keeps it in memory until it
 * has read the last file, and then writes it to the database, or to the response, as a whole.
 */
export class ReadingBudget {
  #bytes = 0;
  #entities = 0;

  constructor(private readonly limits: Limits) {}

  /** @throws InputError when everything that was charged exceeds a limit */
  charge({ bytes = 0, entities = 0 }: { bytes?: number; entities?: number }) {
    this.#bytes += bytes;
    this.#entities += entities;
    this.check();
  }

  /** @throws InputError when everything that was charged exceeds a limit */
  check() {
    this.#checkTotal('location.size', this.#bytes, 'bytes');
    this.#checkTotal('location.entities', this.#entities, 'entities');
  }

  #checkTotal(name: LimitName, total: number, unit: string) {
    if (total > this.limits[name]) {
      throw new InputError(
        `The files of the location have more than ${formatCount(
          this.limits[name],
        )} ${unit} in total. ${describeRemedy(
          name,
          'Split it into several locations, and register each of them.',
        )}`,
      );
    }
  }
}
