/**
 * A failed request to the portal. The message is a sentence for the user.
 *
 * @public
 */
export class BitbucketRequestError extends Error {
  // The name is a literal, because a minifier renames the class.
  /** The same in every copy of this package. */
  readonly name = 'BitbucketRequestError';

  /** The HTTP status of the response. `undefined` if no response arrived. */
  readonly statusCode: number | undefined;

  constructor(message: string, options: { statusCode?: number } = {}) {
    super(message);
    this.statusCode = options.statusCode;
  }
}

/** Whether the error is a response with this HTTP status. */
export function hasStatusCode(error: unknown, statusCode: number): boolean {
  return (
    error instanceof BitbucketRequestError && error.statusCode === statusCode
  );
}
