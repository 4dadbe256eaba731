const realNow = Date.now.bind(Date);

/**
 * Sets the clock of the process ahead. Timers are not affected.
 *
 * After an hour, Bitbucket's rate limit, the circuit breakers and the limit of failed sign-ins of an
 * earlier test are over.
 */
export function advanceClock(ms: number) {
  const offset = Date.now() - realNow() + ms;
  // Not a mock of Jest, which would keep a record of each call.
  Date.now = () => realNow() + offset;
}
