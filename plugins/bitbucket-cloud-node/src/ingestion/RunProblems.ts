import {
  type BitbucketIngestionProblem,
  visibleText,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-common';

/** Maximum number of stored problems of one run. */
const MOST_PROBLEMS = 500;
const MOST_CHARACTERS = 2000;

/**
 * Collects the problems that a run finds, for administrators.
 *
 * @public
 */
export class RunProblems {
  readonly #problems: BitbucketIngestionProblem[] = [];
  #count = 0;

  /** The first 500 problems. */
  get problems(): readonly BitbucketIngestionProblem[] {
    return this.#problems;
  }

  /** The number of all problems. */
  get count(): number {
    return this.#count;
  }

  /** Adds a problem. Control characters become visible, and a text above 2,000 characters is cut. */
  add({ message, subject, url }: BitbucketIngestionProblem): void {
    this.#count += 1;
    if (this.#problems.length < MOST_PROBLEMS) {
      this.#problems.push({
        subject: shorten(subject),
        ...(url !== undefined && { url }),
        message: shorten(message),
      });
    }
  }
}

function shorten(text: string): string {
  const visible = visibleText(text);
  return visible.length > MOST_CHARACTERS
    ? `${visible.slice(0, MOST_CHARACTERS)}…`.toWellFormed()
    : visible;
}
