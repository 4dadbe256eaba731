/**
 * What went wrong, and what caused it: `fetch` has the reason in the cause only, and a connection to a name with two
 * addresses in the errors that it holds.
 *
 * @param most - causes one under the other; default: 4
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
  // Some errors have the message of their cause in their own.
  return own.includes(reason) ? own : `${own}: ${reason}`;
}

/**
 * Explains why the framework did not start. It puts a database that does not respond into sentences about its services.
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
