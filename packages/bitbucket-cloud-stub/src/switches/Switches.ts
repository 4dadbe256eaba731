/**
 * Where the sources on Bitbucket Cloud conflict, which way to play it.
 *
 * @public
 */
export interface Switches {
  /** Whether `/2.0/user` tells the username, which is absent from Atlassian's schema. Default: true. */
  username: boolean;
  /**
   * Whether the `scope` parameter of the authorize URL narrows what the client is registered for.
   * Default: `ignored`.
   */
  authorizeScope: 'ignored' | 'narrows';
  /**
   * Whether the token endpoint takes `client_id` and `client_secret` from the form where there is no
   * HTTP Basic header. Default: `accepted`, since widely used clients send them so.
   */
  clientCredentialsInBody: 'accepted' | 'refused';
  /**
   * The `Cross-Origin-Opener-Policy` of the authorize page. With `same-origin`, a window that a page opened
   * looks closed to that page. Default: `unsafe-none`.
   */
  openerPolicy: 'unsafe-none' | 'same-origin';
  /** What becomes of the parameters of PKCE (RFC 7636). Default: `ignored`. */
  pkce: 'ignored' | 'refused';
  /** Whether the body of a 429 is JSON, as that of every other error, or plain text. Default: `json`. */
  rateLimitBody: 'json' | 'text';
  /** Whether a 429 says by `Retry-After` when to come again. Default: false. */
  retryAfter: boolean;
}
