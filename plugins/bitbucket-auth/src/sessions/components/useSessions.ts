import { useCallback, useState } from 'react';
import useAsync from 'react-use/esm/useAsync';
import type { BitbucketSession } from '@backstage-bitbucket/plugin-bitbucket-auth-common';

/** The state of the request for sessions. */
export interface SessionsRequest {
  loading: boolean;
  error?: Error;
  /** While the sessions reload, the previous ones. */
  value?: BitbucketSession[];
  /** Reloads the sessions, even while they load. */
  reload: () => void;
}

/**
 * Loads sessions. `useAsyncRetry` is not suitable: its `retry` does nothing while a request runs, and an
 * action can end during one.
 *
 * @param load - must be stable, because a new function reloads the sessions
 */
export function useSessions(
  load: () => Promise<BitbucketSession[]>,
): SessionsRequest {
  const [version, setVersion] = useState(0);
  const state = useAsync(load, [load, version]);
  const reload = useCallback(() => setVersion(current => current + 1), []);
  return { ...state, reload };
}
