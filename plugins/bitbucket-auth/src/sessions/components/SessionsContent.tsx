import { type ReactNode, type RefObject, useRef } from 'react';
import { Button, Typography } from '@material-ui/core';
import { Progress } from '@backstage/core-components';
import type { BitbucketSession } from '@backstage-bitbucket/plugin-bitbucket-auth-common';
import { Notice } from './Notice';
import { type SessionsRequest } from './useSessions';
import { messageOf, type SessionActionOutcome } from './useSessionAction';

interface SessionsContentProps {
  request: SessionsRequest;
  outcome: SessionActionOutcome | undefined;
  outcomeRef: RefObject<HTMLDivElement>;
  /** Shown when there are no sessions, above what `children` returns for them. */
  emptyText: string;
  children: (sessions: BitbucketSession[]) => ReactNode;
}

/**
 * The body of a card with sessions: the result of the last action, and the sessions after they are
 * loaded.
 */
export const SessionsContent = (props: SessionsContentProps) => {
  const { request, outcome, outcomeRef, emptyText, children } = props;
  const { loading, error, value, reload } = request;
  const body = useRef<HTMLDivElement>(null);

  const retry = () => {
    // The button is removed, but the focus must remain on the page.
    body.current?.focus();
    reload();
  };

  return (
    <div ref={body} tabIndex={-1} aria-busy={loading}>
      {outcome && <Notice ref={outcomeRef} {...outcome} />}
      {loading && !value && <Progress aria-label="Loading sessions" />}
      {error && !loading && (
        <Notice severity="error" text={messageOf(error)}>
          <Button size="small" variant="outlined" onClick={retry}>
            Try again
          </Button>
        </Notice>
      )}
      {value?.length === 0 && (
        <Typography variant="body2">{emptyText}</Typography>
      )}
      {value && children(value)}
    </div>
  );
};
