/**
 * One session of a user: one browser in which the user is signed in.
 *
 * @public
 */
export interface BitbucketSession {
  /** A random ID. It is not a secret and grants no access. */
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
 * The response of `GET /api/auth/bitbucket/sessions`, the sessions of the user who sent the request, and
 * of `GET /api/auth/bitbucket/users/:namespace/:name/sessions`, which requires the permission
 * `bitbucket.session.read`. The session with the latest use comes first.
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
  /** Access that remains, as sentences for the user who ended the sessions. */
  notes: string[];
}
