import {
  AuthConnector,
  AuthConnectorRefreshSessionOptions,
  OAuth2Session,
} from '@backstage/core-app-api';
import { createApiRef } from '@backstage/core-plugin-api';

/**
 * What the front end knows about the session that the portal's backend keeps for this browser.
 *
 * - `idle`: nothing to report. There is a session, or nothing was asked yet, or the browser has no
 *   session.
 * - `waiting`: the portal is temporarily unavailable, and is asked again. `message` is the portal's
 *   explanation for the user; it is missing if there was no response. `canSignIn`: `retryNow` ends the wait, and
 *   a new sign-in is possible.
 * - `failed`: the latest request for the session failed. `message` is a sentence for the person,
 *   for example `Your session was ended by an administrator. Sign in again.` After a sign-out, it can be
 *   the portal's remark about that.
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
   * Asks for the session of this browser. During temporary trouble it retries: for two minutes in a
   * tab with a session, without limit in a tab that has had no session yet.
   */
  refreshSession(
    options?: AuthConnectorRefreshSessionOptions,
  ): Promise<OAuth2Session>;
  /** The same object until the status changes, as `useSyncExternalStore` requires. */
  getStatus(): BitbucketSessionStatus;
  /** Calls the listener after each change of the status, until the returned function is called. */
  subscribe(listener: () => void): () => void;
  /**
   * Ends the present pause, so that a waiting `refreshSession` sends its next request at once. Call it
   * when the user presses the button. If the portal cannot check the session but can sign the user in
   * again, `refreshSession` rejects instead, and `createSession` opens the window.
   */
  retryNow(): void;
  /** Makes a waiting `refreshSession` reject. A request on its way is still awaited. */
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
