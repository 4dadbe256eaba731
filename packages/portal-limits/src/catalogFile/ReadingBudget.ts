import { InputError } from '@backstage/errors';
import {
  describeRemedy,
  formatCount,
  type LimitName,
  type Limits,
} from '../limits/limits';
import { describeValues } from './findEntityProblem';

/** A Location with one error is not updated, so that further ones only help the author of its files. */
const MOST_ERRORS = 100;

/** Amounts to charge to a budget. */
export interface ReadingCosts {
  /** Bytes of files, and in a dry run also of the files that placeholders read. */
  bytes?: number;
  entities?: number;
  /** The catalog stores, logs and publishes each of them. */
  errors?: number;
  /** The catalog reads their files later, each time it processes the entity. */
  placeholders?: number;
  /** Values that placeholders add to an entity. */
  values?: number;
}

/**
 * Limits what the catalog reads for one Location or one dry run. The catalog holds it in memory until it
 * has read the last file, and then writes it at once to the database or the response.
 */
export class ReadingBudget {
  #bytes = 0;
  #entities = 0;
  #errors = 0;
  #placeholders = 0;
  #values = 0;
  #last: Promise<unknown> = Promise.resolve();

  /** @param mostValues - maximum for all placeholders together. Default: no limit */
  constructor(
    private readonly limits: Limits,
    private readonly mostValues = Infinity,
  ) {}

  /** @throws InputError if the total exceeds a limit */
  charge(costs: ReadingCosts) {
    this.#bytes += costs.bytes ?? 0;
    this.#entities += costs.entities ?? 0;
    this.#errors += costs.errors ?? 0;
    this.#placeholders += costs.placeholders ?? 0;
    this.#values += costs.values ?? 0;
    this.check();
  }

  /**
   * Runs the reads one after the other. The catalog starts all placeholder reads of an entity at the
   * same time, so that the first ones could not stop the others.
   *
   * @throws InputError without reading if the total exceeds a limit
   */
  readInTurn<T>(read: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(() => {
      this.check();
      return read();
    });
    this.#last = turn.catch(() => {});
    return turn;
  }

  /** @throws InputError if the total exceeds a limit */
  check() {
    if (this.#values > this.mostValues) {
      throw new InputError(describeValues(this.limits));
    }
    this.#checkTotal('location.size', this.#bytes, 'bytes');
    this.#checkTotal('location.entities', this.#entities, 'entities');
    this.#checkTotal(
      'location.placeholders',
      this.#placeholders,
      'placeholders',
    );
    if (this.#errors > MOST_ERRORS) {
      throw new InputError(
        `The files of the location have more than ${MOST_ERRORS} errors in total. Correct them.`,
      );
    }
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
