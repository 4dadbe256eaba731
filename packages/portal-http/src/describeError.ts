interface Failure {
  message?: unknown;
  code?: unknown;
  cause?: unknown;
  /** Set on an AggregateError. */
  errors?: unknown;
}

/**
 * Returns the first line of an error message and of the messages of its causes.
 * `fetch` reports the reason only in `cause`. A failed connection to a host name with two addresses
 * reports it in `errors`. Database drivers name the address and the role, never a password.
 *
 * @param most - maximum number of nested causes; default: 4
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
  // Some error messages already contain the message of their cause.
  return own.includes(reason) ? own : `${own}: ${reason}`;
}
