import {
  type AuthConnector,
  type AuthConnectorRefreshSessionOptions,
  type OAuth2Session,
} from '@backstage/core-app-api';
import { createApiRef } from '@backstage/core-plugin-api';

/**
 * The state of the session that the portal's backend stores for this browser.
 *
 * - `idle`: nothing to report. There is a session, or no request was sent yet, or the browser has no
 *   session.
 * - `waiting`: the portal is temporarily unavailable, and the connector retries. `message` is the
 *   portal's
 *   explanation for the user; it is missing if there was no response. `canSignIn`: `retryNow` ends the
 *   wait, and
 *   a new sign-in is possible.
 * - `failed`: the latest request for the session failed. `message` is a sentence for the user,
 *   for example `Your session was ended by an administrator. Sign in again.` After a sign-out, it can be
 *   the portal's message about it.
 *
 * A message is plain text of at most 500 characters.
 *
 * @public
 */
export type BitbucketSessionStatus =
  | { state: 'idle' }
  | { state: 'waiting'; message?: string; canSignIn?: boolean }
  | { state: 'failed'; message: string };

/**
 * An `AuthConnector` that a sign-in page can observe.
 *
 * Backstage's `RefreshingAuthSessionManager` drops the reason why there is no session. A sign-in
 * page reads it here.
 *
 * @public
 */
export interface BitbucketAuthConnector extends AuthConnector<OAuth2Session> {
  /**
   * Requests the session of this browser. After a temporary error, it retries: for two minutes in a tab
   * with a session, without limit in a tab that has had no session yet.
   */
  refreshSession(
    options?: AuthConnectorRefreshSessionOptions,
  ): Promise<OAuth2Session>;
  /** Returns the same object until the status changes, as `useSyncExternalStore` requires. */
  getStatus(): BitbucketSessionStatus;
  /** Calls the listener after each change of the status, until the returned function is called. */
  subscribe(listener: () => void): () => void;
  /**
   * Ends the current pause, so that a waiting
   * `refreshSession` sends its next request immediately. Call it when the user presses the button. If the portal cannot check the session but can sign in the user again, `refreshSession`
   * rejects instead, and `createSession` opens the window.
   */
  retryNow(): void;
  /** Makes a waiting `refreshSession` reject. It still waits for a pending request. */
  stopRetrying(): void;
}

/**
 * The connector behind `bitbucketAuthApiRef`, for sign-in pages that show its status.
 *
 * @public
 */
export const bitbucketAuthConnectorApiRef =
  createApiRef<BitbucketAuthConnector>({
    id: 'plugin.bitbucket-auth.connector',
  });
