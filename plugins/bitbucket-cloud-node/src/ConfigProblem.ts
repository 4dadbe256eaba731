import { InputError } from '@backstage/errors';

/**
 * A value of the configuration that is not valid. As a sentence: `{key} {found}. {remedy}`.
 *
 * @public
 */
export interface ConfigProblem {
  /** The full configuration key. */
  key: string;
  /** The end of a sentence that begins with the key, without a period. It never contains a secret. */
  found: string;
  /** What to do, in complete sentences. */
  remedy: string;
}

/**
 * Reports one {@link ConfigProblem}.
 *
 * @public
 */
export class ConfigProblemError extends InputError {
  readonly #problem: ConfigProblem;

  /** @param problem - also the message, as a sentence */
  constructor(problem: ConfigProblem) {
    super(formatConfigProblem(problem));
    this.#problem = problem;
  }

  /** The problem, as a list of one. */
  get problems(): readonly ConfigProblem[] {
    return [this.#problem];
  }
}

/**
 * Reports all problems of a part of the configuration at once.
 *
 * @public
 */
export class ConfigProblemsError extends InputError {
  readonly #problems: readonly ConfigProblem[];

  /** @param title - the first line of the message. One line for each problem follows. */
  constructor(title: string, problems: readonly ConfigProblem[]) {
    super(
      [
        `${title}:`,
        ...problems.map(problem => `  - ${formatConfigProblem(problem)}`),
      ].join('\n'),
    );
    this.#problems = problems;
  }

  /** The problems, in the order of the message. */
  get problems(): readonly ConfigProblem[] {
    return this.#problems;
  }
}

/**
 * Returns a problem as one or two sentences.
 *
 * @public
 */
export function formatConfigProblem(problem: ConfigProblem): string {
  return `${problem.key} ${problem.found}. ${problem.remedy}`.trim();
}

/**
 * Runs a function that reads the configuration, and returns the problems that it throws.
 *
 * @param read - can throw any error, such as those of Backstage's `Config` for a value of another type
 * @param key - the key for errors that name none
 *
 * @public
 */
export function findConfigProblems(
  read: () => unknown,
  key: string,
): readonly ConfigProblem[] {
  try {
    read();
    return [];
  } catch (error) {
    if (
      error instanceof ConfigProblemError ||
      error instanceof ConfigProblemsError
    ) {
      return error.problems;
    }
    const { message } = error as Error;
    return [
      {
        key,
        found: `cannot be read: ${message.replace(/\.$/, '')}`,
        remedy: 'Correct the value, or remove the key.',
      },
    ];
  }
}
