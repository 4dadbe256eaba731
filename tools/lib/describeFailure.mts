/**
 * Returns an error message with the messages of its causes. `fetch` reports the reason only in `cause`.
 * A failed connection to a host name with two addresses reports it in `errors`.
 *
 * @param most - maximum number of nested causes; default: 4
 */
export function describeFailure(error: unknown, most = 4): string {
  if (!(error instanceof Error)) {
    return String(error);
  }
  const { message, cause } = error;
  if (!message && error instanceof AggregateError && error.errors.length > 0) {
    return describeFailure(error.errors[0], most);
  }
  const own = message || (error as NodeJS.ErrnoException).code || error.name;
  if (!(cause instanceof Error) || most <= 1) {
    return own;
  }
  const reason = describeFailure(cause, most - 1);
  // Some error messages already contain the message of their cause.
  return own.includes(reason) ? own : `${own}: ${reason}`;
}

/**
 * Explains why the framework did not start. It reports a database that does not respond as a failure of
 * its services.
 *
 * @seam the sentence "Failed to connect to the database" of `DatabaseManager`:
 * https://github.com/backstage/backstage/blob/v1.55.0/packages/backend-defaults/src/entrypoints/database/connectors/postgres.ts
 */
export function describeStartFailure(error: unknown): string {
  const text = describeFailure(error);
  const [, reason] =
    /Failed to connect to the database [^\n]*?, (?:\w*Error: )?([^\n]+)$/.exec(
      text,
    ) ?? [];
  return reason === undefined
    ? text
    : `The database of the portal cannot be used: ${reason}. Check the configuration files (--config), the environment variables and the database.`;
}
