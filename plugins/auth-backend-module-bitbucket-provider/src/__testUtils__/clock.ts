const realNow = Date.now.bind(Date);

/**
 * Sets the clock of the process ahead. Timers are not affected.
 *
 * After an hour, the rate limit, the circuit breakers and the limit of failed sign-ins from an earlier
 * test have expired.
 */
export function advanceClock(ms: number) {
  const offset = Date.now() - realNow() + ms;
  // Not a Jest mock, because Jest would record each call.
  Date.now = () => realNow() + offset;
}
