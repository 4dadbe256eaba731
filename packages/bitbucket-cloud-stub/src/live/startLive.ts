import type { StubContext } from '../context';
import { LiveCompany } from './LiveCompany';

/** A running live mode. */
export interface LiveMode {
  stop(): void;
}

/**
 * Lets something happen every now and then, until it is stopped.
 *
 * @param seconds - Time between two events.
 */
export function startLive(context: StubContext, seconds: number): LiveMode {
  const company = new LiveCompany(context, 1);
  let isBusy = false;
  const timer = setInterval(() => {
    if (isBusy) {
      return;
    }
    isBusy = true;
    company
      .step()
      .catch(error => console.error(error))
      .finally(() => {
        isBusy = false;
      });
  }, seconds * 1000);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
