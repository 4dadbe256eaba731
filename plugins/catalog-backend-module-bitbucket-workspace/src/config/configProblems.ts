import { type Config } from '@backstage/config';
import { InputError } from '@backstage/errors';

/** Reads keys one by one, and collects their problems. */
export class ConfigProblems {
  readonly #problems: string[] = [];

  /** @returns undefined if reading failed; {@link ConfigProblems.throwIfAny} throws the problem */
  try<T>(read: () => T): T | undefined {
    try {
      return read();
    } catch (error) {
      this.#problems.push((error as Error).message);
      return undefined;
    }
  }

  get list(): readonly string[] {
    return this.#problems;
  }

  add(problem: string) {
    this.#problems.push(problem);
  }

  /** @throws InputError with all problems */
  throwIfAny() {
    if (this.#problems.length > 0) {
      throw new InputError(
        `The configuration of the Bitbucket workspaces is invalid:\n${this.#problems
          .map(problem => `  - ${problem}`)
          .join('\n')}`,
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
    throw new InputError(
      `${key}.${name} is ${found}. Set a value, or remove the key. If the value comes from an environment variable, set the variable.`,
    );
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
  throw new InputError(
    `${key}.${name} is ${JSON.stringify(value)}. Use one of: ${choices.join(
      ', ',
    )}.`,
  );
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
    throw new InputError(
      `${key}.${name} is ${JSON.stringify(
        value,
      )}. Write a list of texts with at least one in it, or remove the key.`,
    );
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
  throw new InputError(
    `${key}.${name} is ${JSON.stringify(value)}. Write true or false.`,
  );
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
    throw new InputError(
      `${key}.${name} is ${JSON.stringify(value)}. Write a ${
        range.whole ? 'whole ' : ''
      }number from ${range.from} to ${range.to}.`,
    );
  }
  return value;
}
