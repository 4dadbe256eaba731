import { useCallback, useEffect, useRef, useState } from 'react';
import {
  BackstageIdentityResponse,
  bitbucketAuthApiRef,
  configApiRef,
  SignInPageProps,
  useAnalytics,
  useApi,
} from '@backstage/core-plugin-api';
import { UserIdentity } from '@backstage/core-components';
import {
  BACKEND_UNREACHABLE,
  describeSignInFailure,
  isPopupClosed,
} from './describeSignInFailure';
import { useBackendProbe } from './useBackendProbe';
import { useCallbackError } from './useCallbackError';

/** How long the silent check may keep a person from the page. */
const PATIENCE_MILLISECONDS = 10_000;

/** `popup` opens Bitbucket in a window, `redirect` leaves the portal and comes back. */
export type SignInFlow = 'popup' | 'redirect';

/** Where the person is on the way in. A failure is a text of full sentences. */
export type SignInState =
  | { step: 'checking' }
  | { step: 'signedOut'; failure?: string }
  | { step: 'waiting' };

/**
 * Signs a person in with Bitbucket: first silently, if the browser still has a session, then
 * each time `signIn` is called. Calling it again while Bitbucket's window is open is fine; the
 * latest attempt counts.
 */
export function useBitbucketSignIn(
  onSignInSuccess: SignInPageProps['onSignInSuccess'],
) {
  const authApi = useApi(bitbucketAuthApiRef);
  const analytics = useAnalytics();
  const isBackendAnswering = useBackendProbe();
  const callbackError = useCallbackError();
  const flow: SignInFlow = useApi(configApiRef).getOptionalBoolean(
    'enableExperimentalRedirectFlow',
  )
    ? 'redirect'
    : 'popup';

  const [state, setState] = useState<SignInState>({ step: 'checking' });
  const latestAttempt = useRef(0);
  const backendWasDown = useRef(false);

  const enterPortal = useCallback(
    async ({ identity }: BackstageIdentityResponse) => {
      const profile = await authApi.getProfile();
      onSignInSuccess(UserIdentity.create({ identity, authApi, profile }));
      analytics.captureEvent('signIn', 'success');
    },
    [analytics, authApi, onSignInSuccess],
  );

  const requireBackend = useCallback(async () => {
    backendWasDown.current = !(await isBackendAnswering());
    if (backendWasDown.current) {
      throw new Error(BACKEND_UNREACHABLE);
    }
  }, [isBackendAnswering]);

  /** Runs one attempt and shows how it ended, unless a later one has begun. */
  const attempt = useCallback(
    async (getIn: (isCurrent: () => boolean) => Promise<void>) => {
      latestAttempt.current += 1;
      const thisAttempt = latestAttempt.current;
      const isCurrent = () => thisAttempt === latestAttempt.current;
      try {
        await getIn(isCurrent);
      } catch (error) {
        if (isCurrent()) {
          setState({
            step: 'signedOut',
            failure: describeSignInFailure(error),
          });
        }
      }
    },
    [],
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
      await requireBackend();
      if (isCurrent()) {
        setState({ step: 'signedOut' });
      }
    });
    // A backend that takes the question and never answers would leave the page empty.
    const patience = setTimeout(
      () =>
        setState(current =>
          current.step === 'checking'
            ? { step: 'signedOut', failure: BACKEND_UNREACHABLE }
            : current,
        ),
      PATIENCE_MILLISECONDS,
    );
    return () => {
      clearTimeout(patience);
      latestAttempt.current += 1;
    };
  }, [attempt, authApi, callbackError, enterPortal, requireBackend]);

  const signIn = useCallback(() => {
    setState({ step: 'waiting' });
    return attempt(async isCurrent => {
      // In the usual case nothing comes between the click and the window: a browser that has
      // to wait for it takes the window for an unwanted one.
      if (flow === 'redirect' || backendWasDown.current) {
        await requireBackend();
      }
      let identity: BackstageIdentityResponse | undefined;
      try {
        identity = await authApi.getBackstageIdentity({ instantPopup: true });
      } catch (error) {
        if (isPopupClosed(error)) {
          await requireBackend();
        }
        throw error;
      }
      if (!identity) {
        throw new Error(
          'Bitbucket knows you, but this portal is not set up to let people in by it.',
        );
      }
      if (isCurrent()) {
        await enterPortal(identity);
      }
    });
  }, [attempt, authApi, enterPortal, flow, requireBackend]);

  return { state, flow, signIn };
}
