import { ServiceUnavailableError } from '@backstage/errors';

/** Something is temporarily unavailable. The response is a 503 with `Retry-After`, and ends no session. */
export class UnavailableError extends ServiceUnavailableError {
  readonly #retryAfterSeconds: number;

  /** @param message - what the user reads */
  constructor(
    message: string,
    options: { retryAfterSeconds: number; cause?: unknown },
  ) {
    super(message);
    this.#retryAfterSeconds = options.retryAfterSeconds;
    if (options.cause) {
      // Set afterwards: the base class appends the cause to the message, which the browser gets.
      Object.defineProperty(this, 'cause', { value: options.cause });
    }
  }

  get retryAfterSeconds(): number {
    return this.#retryAfterSeconds;
  }
}
