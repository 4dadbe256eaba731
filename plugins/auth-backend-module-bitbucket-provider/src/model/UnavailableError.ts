import { ServiceUnavailableError } from '@backstage/errors';

/** Something is temporarily unavailable. The response is a 503 with `Retry-After`, and ends no session. */
export class UnavailableError extends ServiceUnavailableError {
  readonly #retryAfterSeconds: number;
  /** In the response: the browser can offer a new sign-in, which does not wait for the same. */
  readonly canSignIn?: true;

  /**
   * @param message - what the user reads
   * @param options - `cause`: for the log only, as it can name hosts and queries. `canSignIn`: whether a
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
      // Not as the cause: a response contains the causes of an error, but not its stack.
      this.stack += `\nCaused by: ${options.cause}`;
    }
  }

  get retryAfterSeconds(): number {
    return this.#retryAfterSeconds;
  }
}
