/**
 * Waits for a promise, which continues when the caller stops waiting.
 *
 * @param deadline - aborts the wait
 * @param late - the result in that case
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
