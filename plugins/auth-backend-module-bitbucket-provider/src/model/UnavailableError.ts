import { ServiceUnavailableError } from '@backstage/errors';

/**
 * A resource is temporarily unavailable. The response is a 503 with `Retry-After`, and ends no session.
 */
export class UnavailableError extends ServiceUnavailableError {
  readonly #retryAfterSeconds: number;
  /** If true, the browser can offer a new sign-in, which does not depend on the unavailable resource. */
  readonly canSignIn?: true;

  /**
   * @param message - for the user
   * @param options - `cause`: for the log only, because it can name hosts and queries. `canSignIn`:
   * whether a
   *   new sign-in does not depend on what is unavailable.
   */
  constructor(
    message: string,
    options: {
      retryAfterSeconds: number;
      cause?: unknown;
      canSignIn?: boolean;
    },
  ) {
    super(message);
    this.#retryAfterSeconds = options.retryAfterSeconds;
    if (options.canSignIn) {
      this.canSignIn = true;
    }
    if (options.cause) {
      // Not as `cause`: a response contains the causes of an error, but not its stack.
      this.stack += `\nCaused by: ${options.cause}`;
    }
  }

  get retryAfterSeconds(): number {
    return this.#retryAfterSeconds;
  }
}
