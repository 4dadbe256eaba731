import { useCallback } from 'react';
import { discoveryApiRef, useApi } from '@backstage/core-plugin-api';

const TIME_LIMIT_MILLISECONDS = 5_000;

/**
 * Gives a function that finds out whether the auth backend can be reached.
 *
 * Needed because the session manager of `@backstage/core-app-api` treats a backend that is
 * down like a person without a session, and then opens a window that can only show the
 * browser's error page. Plain `fetch`, since the fetch API waits for a signed-in identity.
 */
export function useBackendProbe(): () => Promise<boolean> {
  const discoveryApi = useApi(discoveryApiRef);

  return useCallback(async () => {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), TIME_LIMIT_MILLISECONDS);
    try {
      const authUrl = await discoveryApi.getBaseUrl('auth');
      const response = await fetch(`${authUrl}/.well-known/jwks.json`, {
        signal: abort.signal,
      });
      return response.status < 500;
    } catch {
      return false;
    } finally {
      clearTimeout(timer);
    }
  }, [discoveryApi]);
}
