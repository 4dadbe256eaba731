import { useCallback, useEffect, useState } from 'react';
import { type BitbucketAnswer } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { useChangeSignal } from './useChangeSignal';

/** While a page is open and visible, it asks again after this time. */
const REFRESH_MS = 30_000;

/** The state of a request. */
export interface AnswerRequest<T, A = BitbucketAnswer<T>> {
  /** The last answer; it remains while the next request runs, and after it failed. */
  answer?: A;
  /** Why the last request failed. */
  error?: Error;
  isLoading: boolean;
  reload(): void;
}

/**
 * Loads an answer, and keeps it current while the page is visible.
 *
 * @param load - must be stable, because a new function starts over
 */
export function useAnswer<A extends BitbucketAnswer<unknown>>(
  load: () => Promise<A>,
  refreshMs = REFRESH_MS,
): AnswerRequest<A['data'], A> {
  const [state, setState] = useState<
    Omit<AnswerRequest<A['data'], A>, 'reload'>
  >({
    isLoading: true,
  });
  const [version, setVersion] = useState(0);
  const reload = useCallback(() => setVersion(current => current + 1), []);

  useEffect(() => setState({ isLoading: true }), [load]);

  useEffect(() => {
    let isOver = false;
    setState(before => ({ ...before, isLoading: true }));
    load().then(
      answer => !isOver && setState({ answer, isLoading: false }),
      error =>
        !isOver &&
        setState(({ answer }) => ({ answer, error, isLoading: false })),
    );
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') {
        reload();
      }
    }, refreshMs);
    return () => {
      isOver = true;
      clearInterval(timer);
    };
  }, [load, refreshMs, reload, version]);

  useChangeSignal(state.answer?.channel, reload);

  return { ...state, reload };
}
