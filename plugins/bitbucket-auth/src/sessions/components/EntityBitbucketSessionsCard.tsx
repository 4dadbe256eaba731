import { useCallback, useState } from 'react';
import { Box, Button } from '@material-ui/core';
import { stringifyEntityRef, type UserEntity } from '@backstage/catalog-model';
import { InfoCard } from '@backstage/core-components';
import { useApi } from '@backstage/core-plugin-api';
import { useEntity } from '@backstage/plugin-catalog-react';
import { usePermission } from '@backstage/plugin-permission-react';
import {
  type BitbucketSession,
  bitbucketSessionEndPermission,
  bitbucketSessionReadPermission,
} from '@backstage-bitbucket/plugin-bitbucket-auth-common';
import { bitbucketSessionsApiRef } from '../api';
import { hasStatusCode } from '../api/BitbucketSessionsError';
import { EndSessionsDialog } from './EndSessionsDialog';
import { SessionList } from './SessionList';
import { SessionsContent } from './SessionsContent';
import { useSessionAction } from './useSessionAction';
import { useSessions } from './useSessions';

function countSessions(sessions: number): string {
  return sessions === 1 ? '1 session' : `${sessions} sessions`;
}

function describeEnd(ended: number): string {
  return ended === 0
    ? 'There was no session left to end.'
    : `You ended ${countSessions(ended)}.`;
}

interface UserSessionsCardProps {
  userEntityRef: string;
  /** The display name of the user in the card. */
  userName: string;
}

const UserSessionsCard = (props: UserSessionsCardProps) => {
  const { userEntityRef, userName } = props;
  const sessionsApi = useApi(bitbucketSessionsApiRef);
  const { allowed: canEnd } = usePermission({
    permission: bitbucketSessionEndPermission,
  });
  const request = useSessions(
    useCallback(
      () => sessionsApi.listUserSessions(userEntityRef),
      [sessionsApi, userEntityRef],
    ),
  );
  const [target, setTarget] = useState<BitbucketSession | 'all'>();
  const { busy, outcome, outcomeRef, run } = useSessionAction(() => {
    setTarget(undefined);
    request.reload();
  });

  // 404: the portal has no such sessions. 403: it does not use permissions, so `usePermission` allows
  // everything, but the backend rejects the request.
  if (hasStatusCode(request.error, 404, 403)) {
    return null;
  }

  return (
    <InfoCard
      title="Sessions"
      subheader={`The browsers in which ${userName} is signed in to this portal`}
    >
      <SessionsContent
        request={request}
        outcome={outcome}
        outcomeRef={outcomeRef}
        emptyText={`${userName} has no session in this portal.`}
      >
        {sessions => (
          <>
            {sessions.length > 0 && (
              <SessionList
                label={`Sessions of ${userName}`}
                sessions={sessions}
                actionLabel="End session"
                onAction={canEnd ? setTarget : undefined}
                disabled={busy}
              />
            )}
            {canEnd && (
              <Box mt={2}>
                <Button
                  variant="outlined"
                  disabled={busy}
                  onClick={() => setTarget('all')}
                >
                  End all sessions
                </Button>
              </Box>
            )}
            {target && (
              <EndSessionsDialog
                title={
                  target === 'all'
                    ? `End all sessions of ${userName}?`
                    : `End the session on ${target.device}?`
                }
                text={
                  target === 'all'
                    ? `${userName} must sign in again in each browser. The access of command line tools and AI assistants of ${userName} ends as well.`
                    : `${userName} must sign in again in that browser.`
                }
                busy={busy}
                onCancel={() => setTarget(undefined)}
                onConfirm={reason =>
                  run({
                    execute: () =>
                      sessionsApi.endUserSessions({
                        userEntityRef,
                        sessionId: target === 'all' ? undefined : target.id,
                        reason,
                      }),
                    describe: describeEnd,
                  })
                }
              />
            )}
          </>
        )}
      </SessionsContent>
    </InfoCard>
  );
};

/**
 * The sessions of the user whose entity page it is on. It is empty without the permission
 * `bitbucket.session.read`, and shows buttons that end sessions with the permission `bitbucket.session.end`.
 */
export const EntityBitbucketSessionsCard = () => {
  const { entity } = useEntity<UserEntity>();
  const { loading, allowed } = usePermission({
    permission: bitbucketSessionReadPermission,
  });

  if (loading || !allowed) {
    return null;
  }
  const userEntityRef = stringifyEntityRef(entity);
  return (
    <UserSessionsCard
      // Each user gets a separate card: sessions and dialogs must never appear under a wrong name.
      key={userEntityRef}
      userEntityRef={userEntityRef}
      userName={entity.spec?.profile?.displayName || entity.metadata.name}
    />
  );
};
