/**
 * One session of a user: one browser in which the user is signed in.
 *
 * @public
 */
export interface BitbucketSession {
  /** A random ID. It is no secret and opens nothing. */
  id: string;
  /** For example `Firefox on Linux`. */
  device: string;
  /** ISO 8601. */
  signedInAt: string;
  /** ISO 8601, exact to 15 minutes. */
  lastUsedAt: string;
  /** Whether the request came from this session. */
  isCurrent: boolean;
}

/**
 * The response of `GET /api/auth/bitbucket/sessions`, the sessions of the user who asks, and of
 * `GET /api/auth/bitbucket/users/:namespace/:name/sessions`, which requires the permission
 * `bitbucket.session.read`. The latest used session is first.
 *
 * @public
 */
export interface BitbucketSessionsResponse {
  /** At most 1,000. */
  sessions: BitbucketSession[];
}

/**
 * The longest `reason` that an administrator can give for ending a session, in characters.
 *
 * @public
 */
export const BITBUCKET_SESSION_REASON_MAX_LENGTH = 200;

/**
 * The response of each `DELETE` below `/api/auth/bitbucket/sessions` (all other sessions, or one by
 * its ID) and below `/api/auth/bitbucket/users/:namespace/:name/sessions` (all, or one by its ID),
 * which requires the permission `bitbucket.session.end` and accepts a `reason` in the query.
 *
 * @public
 */
export interface BitbucketSessionsEndedResponse {
  /** How many sessions the request ended. */
  ended: number;
  /** Access that goes on, as sentences for the person who ended the sessions. */
  notes: string[];
}
