/** The first line of what went wrong: drivers tell the address and the role, never a password. */
export function describeError(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) {
    return describeError(error.errors[0]);
  }
  const { message, code } = (error ?? {}) as {
    message?: unknown;
    code?: unknown;
  };
  const text = typeof message === 'string' ? message : String(error);
  const line = text.split('\n')[0].trim().replace(/\.$/, '');
  return line || (typeof code === 'string' ? code : 'no reason given');
}
