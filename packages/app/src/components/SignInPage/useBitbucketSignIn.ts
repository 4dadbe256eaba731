import {
  useCallback,
  useEffect,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import {
  bitbucketAuthConnectorApiRef,
  watchForSession,
} from '@backstage-bitbucket/plugin-bitbucket-auth';
import {
  type BackstageIdentityResponse,
  bitbucketAuthApiRef,
  configApiRef,
  type SignInPageProps,
  useAnalytics,
  useApi,
} from '@backstage/core-plugin-api';
import { UserIdentity } from '@backstage/core-components';
import { describeOutage } from './describeOutage';
import { describeSignInFailure, isPopupClosed } from './describeSignInFailure';
import { useCallbackError } from './useCallbackError';

/** `popup` opens Bitbucket in a window, `redirect` leaves the portal and returns. */
export type SignInFlow = 'popup' | 'redirect';

/** The state of the sign-in. A failure is a text of full sentences. */
export type SignInState =
  | { step: 'checking' }
  | { step: 'signedOut'; failure?: string }
  | { step: 'waiting' };

/**
 * Signs in a user with Bitbucket: first silently, if the browser has a session, then each time `signIn`
 * is called. It can be called again while Bitbucket's window is open; only the latest attempt counts.
 *
 * While the portal is unavailable, the connector retries for all attempts together, and `outage`
 * explains the wait in full sentences.
 */
export function useBitbucketSignIn(
  onSignInSuccess: SignInPageProps['onSignInSuccess'],
) {
  const authApi = useApi(bitbucketAuthApiRef);
  const connector = useApi(bitbucketAuthConnectorApiRef);
  const analytics = useAnalytics();
  const callbackError = useCallbackError();
  const flow: SignInFlow = useApi(configApiRef).getOptionalBoolean(
    'enableExperimentalRedirectFlow',
  )
    ? 'redirect'
    : 'popup';

  const [state, setState] = useState<SignInState>({ step: 'checking' });
  const outage = useOutage();
  const latestAttempt = useRef(0);
  const stopWatching = useRef<() => void>();

  const enterPortal = useCallback(
    async ({ identity }: BackstageIdentityResponse) => {
      const profile = await authApi.getProfile();
      onSignInSuccess(UserIdentity.create({ identity, authApi, profile }));
      analytics.captureEvent('signIn', 'success');
    },
    [analytics, authApi, onSignInSuccess],
  );

  /** Runs one attempt and shows its result, unless a later attempt has started. */
  const attempt = useCallback(
    async (getIn: (isCurrent: () => boolean) => Promise<void>) => {
      latestAttempt.current += 1;
      stopWatching.current?.();
      const thisAttempt = latestAttempt.current;
      const isCurrent = () => thisAttempt === latestAttempt.current;
      try {
        await getIn(isCurrent);
      } catch (error) {
        if (!isCurrent()) {
          return;
        }
        setState({ step: 'signedOut', failure: describeSignInFailure(error) });
        if (isPopupClosed(error)) {
          stopWatching.current = watchForSession(
            () => authApi.getBackstageIdentity({ optional: true }),
            identity => attempt(() => enterPortal(identity)),
          );
        }
      }
    },
    [authApi, enterPortal],
  );

  useEffect(() => {
    attempt(async isCurrent => {
      const existing = await authApi.getBackstageIdentity({ optional: true });
      if (!isCurrent()) {
        return;
      }
      if (existing) {
        await enterPortal(existing);
        return;
      }
      if (callbackError !== undefined) {
        throw new Error(callbackError);
      }
      const status = connector.getStatus();
      if (status.state === 'failed') {
        throw new Error(status.message);
      }
      setState({ step: 'signedOut' });
    });
    return () => {
      latestAttempt.current += 1;
      stopWatching.current?.();
    };
  }, [attempt, authApi, callbackError, connector, enterPortal]);

  // Separate from the attempts: an attempt that follows another one continues to wait for the portal.
  useEffect(() => () => connector.stopRetrying(), [connector]);

  const signIn = useCallback(() => {
    setState({ step: 'waiting' });
    // If the portal was unavailable, the attempt joins the pending request of the page.
    connector.retryNow();
    return attempt(async isCurrent => {
      const identity = await authApi.getBackstageIdentity({
        instantPopup: true,
      });
      if (!identity) {
        throw new Error(
          'Bitbucket knows you, but this portal is not configured for sign-in with Bitbucket.',
        );
      }
      if (isCurrent()) {
        await enterPortal(identity);
      }
    });
  }, [attempt, authApi, connector, enterPortal]);

  return { state, outage, flow, signIn };
}

/** Explains why the portal is unavailable, in full sentences. */
function useOutage(): string | undefined {
  const connector = useApi(bitbucketAuthConnectorApiRef);
  const subscribe = useCallback(
    (listener: () => void) => connector.subscribe(listener),
    [connector],
  );
  const status = useSyncExternalStore(subscribe, () => connector.getStatus());
  return status.state === 'waiting' ? describeOutage(status) : undefined;
}
