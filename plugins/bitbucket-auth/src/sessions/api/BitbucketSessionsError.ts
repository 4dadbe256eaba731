/**
 * A failed request for sessions. The message is a sentence for the user. If the backend sent a message,
 * it is that message.
 *
 * @public
 */
export class BitbucketSessionsError extends Error {
  // The name is a literal, because a minifier renames the class.
  /** The same in every copy of this package. */
  readonly name = 'BitbucketSessionsError';

  /** The HTTP status of the response. `undefined` if no response arrived. */
  readonly statusCode: number | undefined;

  constructor(message: string, options: { statusCode?: number } = {}) {
    super(message);
    this.statusCode = options.statusCode;
  }
}

/** Whether the error is a response with one of these HTTP statuses. */
export function hasStatusCode(error: unknown, ...statusCodes: number[]) {
  return (
    error instanceof BitbucketSessionsError &&
    error.statusCode !== undefined &&
    statusCodes.includes(error.statusCode)
  );
}
