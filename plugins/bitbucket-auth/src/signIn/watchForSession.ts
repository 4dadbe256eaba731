const INTERVAL_MILLISECONDS = 2_000;
const TIME_LIMIT_MILLISECONDS = 120_000;

/**
 * Checks repeatedly whether this browser has a session, for a user who may sign in from a window that
 * cannot report to this page.
 *
 * An identity page that sends `Cross-Origin-Opener-Policy: same-origin` disconnects the window from the
 * page that opened it. To the page, the window appears closed.
 *
 * It checks immediately and then every two seconds for two minutes while the page is visible. After
 * that, it checks each time the user returns to the page.
 *
 * @param ask - resolves to `undefined` if there is no session
 * @param onSession - called at most once
 * @returns a function that stops the checks
 * @public
 */
export function watchForSession<T>(
  ask: () => Promise<T | undefined>,
  onSession: (session: T) => void,
): () => void {
  let isAsking = false;
  let isStopped = false;

  const check = async () => {
    if (isAsking || isStopped || document.visibilityState !== 'visible') {
      return;
    }
    isAsking = true;
    // The user did not start this request, so the page does not report its failure.
    const session = await ask().catch(() => undefined);
    isAsking = false;
    if (session !== undefined && !isStopped) {
      stop();
      onSession(session);
    }
  };

  const interval = setInterval(check, INTERVAL_MILLISECONDS);
  const limit = setTimeout(
    () => clearInterval(interval),
    TIME_LIMIT_MILLISECONDS,
  );
  window.addEventListener('focus', check);
  document.addEventListener('visibilitychange', check);
  check();

  function stop() {
    isStopped = true;
    clearInterval(interval);
    clearTimeout(limit);
    window.removeEventListener('focus', check);
    document.removeEventListener('visibilitychange', check);
  }
  return stop;
}
