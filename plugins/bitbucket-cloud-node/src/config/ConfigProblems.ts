import {
  ConfigProblemError,
  ConfigProblemsError,
  findConfigProblems,
  type ConfigProblem,
} from '../ConfigProblem';
import { type Config } from '@backstage/config';

/**
 * Reads keys one by one, and collects their problems.
 *
 * @public
 */
export class ConfigProblems {
  readonly #problems: ConfigProblem[] = [];
  readonly #title: string;

  /** @param title - the first line of the error, without a period */
  constructor(title: string) {
    this.#title = title;
  }

  /**
   * Returns a value, or remembers why it cannot be read.
   *
   * @param read - returns a value
   * @param key - the key for errors that name none
   * @returns undefined if reading failed; {@link ConfigProblems.throwIfAny} throws the problem
   */
  try<T>(read: () => T, key: string): T | undefined {
    let value: T | undefined;
    this.#problems.push(
      ...findConfigProblems(() => {
        value = read();
      }, key),
    );
    return value;
  }

  /** The problems in the order in which they were found. */
  get list(): readonly ConfigProblem[] {
    return this.#problems;
  }

  /** Remembers a problem. */
  add(problem: ConfigProblem): void {
    this.#problems.push(problem);
  }

  /**
   * Ends the reading.
   *
   * @throws ConfigProblemsError with all problems
   */
  throwIfAny(): void {
    if (this.#problems.length > 0) {
      throw new ConfigProblemsError(this.#title, this.#problems);
    }
  }
}

/**
 * Returns a text without surrounding white space, or undefined if the key is missing.
 *
 * @param key - the full key of `config`, for errors
 * @throws ConfigProblemError if the value is empty or not a text
 *
 * @public
 */
export function readText(
  config: Config,
  key: string,
  name: string,
): string | undefined {
  const value = config.getOptional(name);
  if (value === undefined) {
    return undefined;
  }
  // An empty environment variable counts as an empty text.
  if (typeof value !== 'string' || !value.trim()) {
    const found = typeof value === 'string' ? 'empty' : 'not a text';
    throw new ConfigProblemError({
      key: `${key}.${name}`,
      found: `is ${found}`,
      remedy:
        'Set a value, or remove the key. If the value comes from an environment variable, set the variable.',
    });
  }
  return value.trim();
}

/**
 * Returns one of `choices`, or undefined if the key is missing.
 *
 * @throws ConfigProblemError for another value
 *
 * @public
 */
export function readChoice<T extends string>(
  config: Config,
  key: string,
  name: string,
  choices: readonly T[],
): T | undefined {
  const value = config.getOptional(name);
  if (value === undefined || choices.includes(value as T)) {
    return value as T | undefined;
  }
  throw new ConfigProblemError({
    key: `${key}.${name}`,
    found: `is ${JSON.stringify(value)}`,
    remedy: `Use one of: ${choices.join(', ')}.`,
  });
}

/**
 * Returns a list with at least one text, or undefined if the key is missing.
 *
 * @throws ConfigProblemError for another value
 *
 * @public
 */
export function readTexts(
  config: Config,
  key: string,
  name: string,
): string[] | undefined {
  const value = config.getOptional(name);
  if (value === undefined) {
    return undefined;
  }
  const isList =
    Array.isArray(value) &&
    value.length > 0 &&
    value.every(each => typeof each === 'string' && each.trim());
  if (!isList) {
    throw new ConfigProblemError({
      key: `${key}.${name}`,
      found: `is ${JSON.stringify(value)}`,
      remedy:
        'Write a list of texts with at least one in it, or remove the key.',
    });
  }
  return value as string[];
}

/**
 * Returns a boolean, or undefined if the key is missing.
 *
 * @throws ConfigProblemError for another value
 *
 * @public
 */
export function readBoolean(
  config: Config,
  key: string,
  name: string,
): boolean | undefined {
  const value = config.getOptional(name);
  if (value === undefined || typeof value === 'boolean') {
    return value;
  }
  throw new ConfigProblemError({
    key: `${key}.${name}`,
    found: `is ${JSON.stringify(value)}`,
    remedy: 'Write true or false.',
  });
}

/**
 * Returns a number within the range, or undefined if the key is missing.
 *
 * @throws ConfigProblemError for another value
 *
 * @public
 */
export function readNumber(
  config: Config,
  key: string,
  name: string,
  range: { from: number; to: number; whole?: boolean },
): number | undefined {
  const value = config.getOptional(name);
  if (value === undefined) {
    return undefined;
  }
  const isInRange =
    typeof value === 'number' &&
    value >= range.from &&
    value <= range.to &&
    (!range.whole || Number.isInteger(value));
  if (!isInRange) {
    throw new ConfigProblemError({
      key: `${key}.${name}`,
      found: `is ${JSON.stringify(value)}`,
      remedy: `Write a ${range.whole ? 'whole ' : ''}number from ${
        range.from
      } to ${range.to}.`,
    });
  }
  return value;
}
