/**
 * Waits for a promise. It goes on when the caller does not wait any longer.
 *
 * @param deadline - aborts when the wait is over
 * @param late - the result then
 */
export async function waitAtMost<T>(
  promise: Promise<T>,
  deadline: AbortSignal,
  late: T,
): Promise<T> {
  const limit = new AbortController();
  const timeout = new Promise<T>(resolve => {
    const give = () => resolve(late);
    if (deadline.aborted) {
      give();
    } else {
      deadline.addEventListener('abort', give, {
        once: true,
        signal: limit.signal,
      });
    }
  });
  try {
    return await Promise.race([promise, timeout]);
  } finally {
    limit.abort();
  }
}
