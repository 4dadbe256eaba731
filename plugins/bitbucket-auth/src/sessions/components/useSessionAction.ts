import { RefObject, useEffect, useRef, useState } from 'react';
import type { BitbucketSessionsEndedResponse } from '@backstage-bitbucket/plugin-bitbucket-auth-common';

/** What an action did, as text for the person who started it. */
export interface SessionActionOutcome {
  severity: 'done' | 'error';
  text: string;
  notes: string[];
}

/** One action and the words for its success. */
export interface SessionAction {
  /** Resolves to `undefined` if the browser is about to leave the page: then nothing else happens. */
  execute: () => Promise<BitbucketSessionsEndedResponse | undefined>;
  /** @param ended - how many sessions ended */
  describe: (ended: number) => string;
}

interface SessionActions {
  /** Whether an action runs. No second one starts until it is over. */
  busy: boolean;
  outcome: SessionActionOutcome | undefined;
  /** For the element that shows the outcome: it gets the focus, since the used button may be gone. */
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
    // All in one render: a dialog that closed later would take the focus away from the outcome.
    setBusy(false);
    setOutcome(result);
    onSettled();
  };

  const run = async ({ execute, describe }: SessionAction) => {
    // A second click can come before React has disabled the button.
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

/** The message of an error, for people. */
export function messageOf(error: unknown): string {
  return error instanceof Error && error.message
    ? error.message
    : 'Something went wrong. Try again in a minute.';
}
