import { InputError } from '@backstage/errors';
import {
  describeRemedy,
  formatCount,
  LimitName,
  Limits,
} from '../limits/limits';
import { describeValues } from './findEntityProblem';

/** What is read. */
export interface ReadingCosts {
  /** Of files, and in a dry run of the files behind placeholders. */
  bytes?: number;
  entities?: number;
  /** The catalog reads their files later, with each entity, and again each time. */
  placeholders?: number;
  /** That placeholders bring to an entity. */
  values?: number;
}

/**
 * What the catalog reads for one Location, or for one dry run. The catalog keeps it in memory until it
 * has read the last file, and then writes it to the database, or to the response, as a whole.
 */
export class ReadingBudget {
  #bytes = 0;
  #entities = 0;
  #placeholders = 0;
  #values = 0;
  #last: Promise<unknown> = Promise.resolve();

  /** @param mostValues - of all placeholders together. Default: no bound */
  constructor(
    private readonly limits: Limits,
    private readonly mostValues = Infinity,
  ) {}

  /** @throws InputError when everything that was charged exceeds a limit */
  charge(costs: ReadingCosts) {
    this.#bytes += costs.bytes ?? 0;
    this.#entities += costs.entities ?? 0;
    this.#placeholders += costs.placeholders ?? 0;
    this.#values += costs.values ?? 0;
    this.check();
  }

  /**
   * Reads one thing after the other. The catalog reads all placeholders of an entity at the same time, so
   * that the first ones could not stop the others.
   *
   * @throws InputError without reading when everything that was charged exceeds a limit
   */
  readInTurn<T>(read: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(() => {
      this.check();
      return read();
    });
    this.#last = turn.catch(() => {});
    return turn;
  }

  /** @throws InputError when everything that was charged exceeds a limit */
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
