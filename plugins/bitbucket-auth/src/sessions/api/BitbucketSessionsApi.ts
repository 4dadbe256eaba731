import { type ApiRef, createApiRef } from '@backstage/core-plugin-api';
import type {
  BitbucketSession,
  BitbucketSessionsEndedResponse,
} from '@backstage-bitbucket/plugin-bitbucket-auth-common';

/**
 * Which sessions of a user an administrator ends, and why.
 *
 * @public
 */
export interface EndUserSessionsRequest {
  /** The full reference of the user, for example `user:default/mira`. */
  userEntityRef: string;
  /** The ID of one session. Without it, all sessions of the user end. */
  sessionId?: string;
  /** Free text for the audit log, at most `BITBUCKET_SESSION_REASON_MAX_LENGTH` characters. */
  reason?: string;
}

/**
 * The sessions of the portal's users. Each method rejects with an error whose message is a sentence for
 * the user, see {@link BitbucketSessionsError}.
 *
 * @public
 */
export interface BitbucketSessionsApi {
  /** Returns the sessions of the signed-in user, latest use first. */
  listOwnSessions(): Promise<BitbucketSession[]>;

  /** Ends one session of the signed-in user. Ending the current one is a sign-out: use `identityApi`. */
  endOwnSession(sessionId: string): Promise<BitbucketSessionsEndedResponse>;

  /** Ends all sessions of the signed-in user except for the current one. */
  endOtherOwnSessions(): Promise<BitbucketSessionsEndedResponse>;

  /**
   * Returns the sessions of a user, latest use first. Requires the permission `bitbucket.session.read`.
   *
   * @param userEntityRef - the full reference of the user, for example `user:default/mira`
   */
  listUserSessions(userEntityRef: string): Promise<BitbucketSession[]>;

  /** Ends sessions of a user. Requires the permission `bitbucket.session.end`. */
  endUserSessions(
    request: EndUserSessionsRequest,
  ): Promise<BitbucketSessionsEndedResponse>;
}

/**
 * Refers to the API for the sessions of the portal's users.
 *
 * @public
 */
export const bitbucketSessionsApiRef: ApiRef<BitbucketSessionsApi> =
  createApiRef({ id: 'plugin.bitbucket-auth.sessions' });
