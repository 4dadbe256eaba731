import { useEffect } from 'react';
import { useApiHolder } from '@backstage/core-plugin-api';
import { signalApiRef } from '@backstage/plugin-signals-react';

/** Several signals during this time cause one request. The random part spreads the requests of all open pages. */
const WAIT_MS = 200;
const SPREAD_MS = 800;

/**
 * Calls a function soon after a signal about the repository of an answer; as soon as the page is visible, if it is not.
 * Does nothing in an app without signals.
 *
 * @param channel - undefined before the first answer
 * @param onChange - must be stable
 */
export function useChangeSignal(
  channel: string | undefined,
  onChange: () => void,
): void {
  const signals = useApiHolder().get(signalApiRef);
  useEffect(() => {
    if (!signals || !channel) {
      return undefined;
    }
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isMissed = false;
    const notify = () => {
      timer = undefined;
      isMissed = document.visibilityState !== 'visible';
      if (!isMissed) {
        onChange();
      }
    };
    const onVisible = () => isMissed && notify();
    const { unsubscribe } = signals.subscribe(channel, () => {
      timer ??= setTimeout(notify, WAIT_MS + Math.random() * SPREAD_MS);
    });
    document.addEventListener('visibilitychange', onVisible);
    return () => {
      clearTimeout(timer);
      unsubscribe();
      document.removeEventListener('visibilitychange', onVisible);
    };
  }, [channel, onChange, signals]);
}
