import { useCallback, useEffect } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { bitbucketPagesApiRef } from '../api';
import { useAnswer } from '../shared/useAnswer';

/** Each request looks through all components of the catalog. */
const REFRESH_MS = 120_000;
/** The portal reads a limited number of repositories in each request. */
const CONTINUE_MS = 5_000;

/** What concerns the user. The cards share the requests. */
export function useHome() {
  const api = useApi(bitbucketPagesApiRef);
  const request = useAnswer(
    useCallback(() => api.getHome(), [api]),
    REFRESH_MS,
  );
  const { answer, reload } = request;
  const isIncomplete = Boolean(answer && answer.data.unread > 0);
  useEffect(() => {
    if (!isIncomplete) {
      return undefined;
    }
    const timer = setTimeout(reload, CONTINUE_MS);
    return () => clearTimeout(timer);
  }, [answer, isIncomplete, reload]);
  return request;
}
