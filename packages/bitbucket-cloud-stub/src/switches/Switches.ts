/**
 * How the stub behaves where the sources on Bitbucket Cloud conflict.
 *
 * @public
 */
export interface Switches {
  /**
   * Whether `/2.0/user` returns the username, which is missing from Atlassian's schema. Default: true.
   */
  username: boolean;
  /**
   * Whether the
   * `scope` parameter of the authorize URL narrows the scopes for which the client is registered. Default: `ignored`.
   */
  authorizeScope: 'ignored' | 'narrows';
  /**
   * Whether the token endpoint accepts `client_id` and `client_secret` in the form if there is no HTTP
   * Basic header. Default: `accepted`, because widely used clients send them in this way.
   */
  clientCredentialsInBody: 'accepted' | 'refused';
  /**
   * The `Cross-Origin-Opener-Policy` of the authorize page. With `same-origin`, a window that a page
   * opened appears closed to that page. Default: `unsafe-none`.
   */
  openerPolicy: 'unsafe-none' | 'same-origin';
  /** How the stub handles the parameters of PKCE (RFC 7636). Default: `ignored`. */
  pkce: 'ignored' | 'refused';
  /**
   * Whether the former slug of a renamed or transferred repository still leads to it. Default: `missing`,
   * because Atlassian documents that only the uuid survives a change of name.
   */
  formerSlug: 'missing' | 'resolved';
  /**
   * Whether the code search works, is turned off in the workspace (404), or no longer exists (410).
   * Default: `available`.
   */
  codeSearch: 'available' | 'disabled' | 'removed';
  /**
   * Whether the log of a completed step is in a storage with another origin, to which the REST API redirects with 307,
   * or is sent by the REST API. Default: `redirected`, as Atlassian documents.
   */
  pipelineLog: 'redirected' | 'direct';
  /** Whether the body of a 429 is JSON, like every other error, or plain text. Default: `json`. */
  rateLimitBody: 'json' | 'text';
  /** Whether a 429 contains `Retry-After`. Default: false. */
  retryAfter: boolean;
}
