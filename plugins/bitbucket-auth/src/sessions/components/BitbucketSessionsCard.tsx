import { useCallback, useState } from 'react';
import { Box, Button, Typography } from '@material-ui/core';
import { InfoCard } from '@backstage/core-components';
import { identityApiRef, useApi } from '@backstage/core-plugin-api';
import type { BitbucketSession } from '@backstage-bitbucket/plugin-bitbucket-auth-common';
import { bitbucketSessionsApiRef } from '../api';
import { hasStatusCode } from '../api/BitbucketSessionsError';
import { ConfirmDialog } from './ConfirmDialog';
import { SessionList } from './SessionList';
import { SessionsContent } from './SessionsContent';
import { useSessionAction } from './useSessionAction';
import { useSessions } from './useSessions';

function count(sessions: number): string {
  return sessions === 1 ? '1 other session' : `${sessions} other sessions`;
}

/** Ends the sessions of the signed-in user, and shows the result. */
function useOwnSessionActions(onSettled: () => void) {
  const sessionsApi = useApi(bitbucketSessionsApiRef);
  const identityApi = useApi(identityApiRef);
  const { run, ...state } = useSessionAction(onSettled);

  /** Signing out the current session is the regular sign-out, which leaves the page. */
  const signOutCurrent = () =>
    run({
      execute: async () => {
        await identityApi.signOut();
        return undefined;
      },
      describe: () => '',
    });

  const signOutOther = ({ id, device }: BitbucketSession) =>
    run({
      execute: () => sessionsApi.endOwnSession(id),
      describe: ended =>
        ended === 0
          ? `The session on ${device} had already ended.`
          : `You signed out the session on ${device}.`,
    });

  return {
    ...state,
    signOut: (session: BitbucketSession) =>
      session.isCurrent ? signOutCurrent() : signOutOther(session),
    signOutOthers: () =>
      run({
        execute: () => sessionsApi.endOtherOwnSessions(),
        describe: ended =>
          ended === 0
            ? 'All other sessions had already ended.'
            : `You signed out ${count(ended)}.`,
      }),
  };
}

/**
 * The sessions of the signed-in user: the browsers in which they are signed in. The user can sign out
 * one, or all except for the current one.
 */
export const BitbucketSessionsCard = () => {
  const sessionsApi = useApi(bitbucketSessionsApiRef);
  const request = useSessions(
    useCallback(() => sessionsApi.listOwnSessions(), [sessionsApi]),
  );
  const [isConfirming, setConfirming] = useState(false);
  const { busy, outcome, outcomeRef, signOut, signOutOthers } =
    useOwnSessionActions(() => {
      setConfirming(false);
      request.reload();
    });

  if (hasStatusCode(request.error, 404)) {
    return (
      <InfoCard title="Sessions">
        <Typography variant="body2">
          This portal does not keep a list of your sessions.
        </Typography>
      </InfoCard>
    );
  }

  return (
    <InfoCard
      title="Sessions"
      subheader="The browsers in which you are signed in to this portal"
    >
      <SessionsContent
        request={request}
        outcome={outcome}
        outcomeRef={outcomeRef}
        emptyText="The portal has no session for you. To see this device here, sign out and sign in again."
      >
        {sessions => {
          if (sessions.length === 0) {
            return null;
          }
          const others = sessions.filter(({ isCurrent }) => !isCurrent).length;
          return (
            <>
              <SessionList
                label="Your sessions"
                sessions={sessions}
                actionLabel="Sign out"
                onAction={signOut}
                disabled={busy}
              />
              <Box mt={2}>
                <Button
                  variant="outlined"
                  disabled={busy || others === 0}
                  onClick={() => setConfirming(true)}
                >
                  Sign out all other sessions
                </Button>
              </Box>
              {isConfirming && (
                <ConfirmDialog
                  title={`Sign out ${count(others)}?`}
                  text="To use the portal in those browsers, you must sign in again there. This device stays signed in."
                  confirmLabel="Sign out"
                  busy={busy}
                  onCancel={() => setConfirming(false)}
                  onConfirm={signOutOthers}
                />
              )}
            </>
          );
        }}
      </SessionsContent>
    </InfoCard>
  );
};
