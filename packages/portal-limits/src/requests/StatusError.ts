/** An error with a status for which `@backstage/errors` has no class. */
export class StatusError extends Error {
  override readonly name = 'StatusError';

  constructor(readonly statusCode: number, message: string) {
    super(message);
  }
}
