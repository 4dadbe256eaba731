/** A running live mode. */
export interface LiveMode {
  stop(): void;
}

/**
 * Lets something happen every now and then, until it is stopped.
 *
 * @param step - Lets the next thing happen.
 * @param seconds - Time between two events.
 */
export function startLive(
  step: () => Promise<unknown>,
  seconds: number,
): LiveMode {
  let isBusy = false;
  const timer = setInterval(() => {
    if (isBusy) {
      return;
    }
    isBusy = true;
    step()
      .catch(error => console.error(error))
      .finally(() => {
        isBusy = false;
      });
  }, seconds * 1000);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
