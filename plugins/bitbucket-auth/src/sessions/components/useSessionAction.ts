import { type RefObject, useEffect, useRef, useState } from 'react';
import type { BitbucketSessionsEndedResponse } from '@backstage-bitbucket/plugin-bitbucket-auth-common';

/** The result of an action, as text for the user. */
export interface SessionActionOutcome {
  severity: 'done' | 'error';
  text: string;
  notes: string[];
}

/** An action, and the texts for its success. */
export interface SessionAction {
  /**
   * Resolves to `undefined` if the browser is about to leave the page. Nothing else happens in this
   * case.
   */
  execute: () => Promise<BitbucketSessionsEndedResponse | undefined>;
  /** @param ended - how many sessions ended */
  describe: (ended: number) => string;
}

interface SessionActions {
  /** Whether an action runs. No second action starts until it is complete. */
  busy: boolean;
  outcome: SessionActionOutcome | undefined;
  /**
   * For the element that shows the result. It gets the focus, because the clicked button may be gone.
   */
  outcomeRef: RefObject<HTMLDivElement>;
  run: (action: SessionAction) => void;
}

/**
 * Runs actions on sessions, one at a time.
 *
 * @param onSettled - called after each action, also after a failed one, in which case the sessions may
 *   have changed as well
 */
export function useSessionAction(onSettled: () => void): SessionActions {
  const [busy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState<SessionActionOutcome>();
  const outcomeRef = useRef<HTMLDivElement>(null);
  const running = useRef(false);

  const settle = (result: SessionActionOutcome) => {
    running.current = false;
    // All in one render: a dialog that closes later would take the focus from the result.
    setBusy(false);
    setOutcome(result);
    onSettled();
  };

  const run = async ({ execute, describe }: SessionAction) => {
    // A second click can arrive before React has disabled the button.
    if (running.current) {
      return;
    }
    running.current = true;
    setBusy(true);
    setOutcome(undefined);
    try {
      const response = await execute();
      if (response) {
        const { ended, notes } = response;
        settle({ severity: 'done', text: describe(ended), notes });
      }
    } catch (error) {
      settle({ severity: 'error', text: messageOf(error), notes: [] });
    }
  };

  useEffect(() => {
    if (outcome) {
      outcomeRef.current?.focus();
    }
  }, [outcome]);

  return { busy, outcome, outcomeRef, run };
}

/** Returns the message of an error for the user. */
export function messageOf(error: unknown): string {
  return error instanceof Error && error.message
    ? error.message
    : 'Something went wrong. Try again in a minute.';
}
