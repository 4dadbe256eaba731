import {
  ConfigProblemError,
  ConfigProblemsError,
  findConfigProblems,
  type ConfigProblem,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { type Config } from '@backstage/config';

/** Reads keys one by one, and collects their problems. */
export class ConfigProblems {
  readonly #problems: ConfigProblem[] = [];

  /**
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

  get list(): readonly ConfigProblem[] {
    return this.#problems;
  }

  add(problem: ConfigProblem) {
    this.#problems.push(problem);
  }

  /** @throws ConfigProblemsError with all problems */
  throwIfAny() {
    if (this.#problems.length > 0) {
      throw new ConfigProblemsError(
        'The configuration of the Bitbucket workspaces is invalid',
        this.#problems,
      );
    }
  }
}

/** @returns a text without surrounding white space, or undefined if the key is missing */
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
