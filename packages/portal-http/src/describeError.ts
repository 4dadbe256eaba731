interface Failure {
  message?: unknown;
  code?: unknown;
  cause?: unknown;
  /** Of an AggregateError. */
  errors?: unknown;
}

/**
 * The first line of what went wrong, and of what caused it: `fetch` has the reason in the cause only, and a connection
 * to a name with two addresses in the errors that it holds. Drivers name the address and the role, never a password.
 *
 * @param most - causes one under the other; default: 4
 *
 * @public
 */
export function describeError(error: unknown, most = 4): string {
  const { message, code, cause, errors } = (error ?? {}) as Failure;
  const text = typeof message === 'string' ? message : String(error);
  const line = text.split('\n')[0].trim().replace(/\.$/, '');
  if (!line && Array.isArray(errors) && errors.length > 0) {
    return describeError(errors[0], most);
  }
  const own = line || (typeof code === 'string' ? code : 'no reason given');
  if (typeof cause !== 'object' || cause === null || most <= 1) {
    return own;
  }
  const reason = describeError(cause, most - 1);
  // Some errors have the message of their cause in their own.
  return own.includes(reason) ? own : `${own}: ${reason}`;
}
