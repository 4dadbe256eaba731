import { CustomErrorBase } from '@backstage/errors';

/**
 * Why a call to Bitbucket Cloud failed.
 *
 * - `network`: no connection, or it broke.
 * - `timeout`: no complete answer within the time limit.
 * - `invalid_response`: an answer that is not what Bitbucket documents: a redirect, HTML,
 *   broken JSON, a missing field, or more than the size limit.
 * - `http`: an answer with a status of 400 or more; see `status`.
 * - anything else: the `error` value of the OAuth token endpoint, for example
 *   `invalid_grant` (RFC 6749, section 5.2). It is only read from JSON in the shape of that section,
 *   with a status from 400 to 499 other than 407 and 429; every other error of that endpoint is `http`.
 *
 * @public
 */
export type BitbucketCloudErrorCode =
  | 'network'
  | 'timeout'
  | 'invalid_response'
  | 'http'
  | (string & {});

/**
 * What a {@link BitbucketCloudError} tells besides its message.
 *
 * @public
 */
export interface BitbucketCloudErrorOptions {
  /** Why the call failed. */
  code: BitbucketCloudErrorCode;
  /** HTTP status of Bitbucket's answer, where there was one. */
  status?: number;
  /** How long Bitbucket asks to wait, in milliseconds, where it says so (`Retry-After`). */
  retryAfterMs?: number;
  /** See {@link BitbucketCloudError.isFromBitbucket}; default false. */
  isFromBitbucket?: boolean;
  /** See {@link BitbucketCloudError.requiredScopes}. */
  requiredScopes?: string[];
  /** The error underneath, where there was one. */
  cause?: unknown;
}

/**
 * A call to Bitbucket Cloud that failed. Neither the message nor the cause holds a token, a
 * code or a secret: what Bitbucket answered is quoted only where its field is a known message.
 *
 * @public
 */
export class BitbucketCloudError extends CustomErrorBase {
  /** The same in every copy of this package. */
  name = 'BitbucketCloudError' as const;
  /** Why the call failed. */
  readonly code: BitbucketCloudErrorCode;
  /** HTTP status of Bitbucket's answer, where there was one. */
  readonly status?: number;
  /** How long Bitbucket asks to wait, in milliseconds, where it says so (`Retry-After`). */
  readonly retryAfterMs?: number;
  /**
   * Whether Bitbucket itself refused the request: the response was JSON in the documented shape of
   * the REST API (`{ type: 'error', error: { message } }`) or of the token endpoint (`{ error }`).
   * False for a proxy's page, plain text, a redirect, a broken connection and a timeout. Only an
   * error for which this is true says something about a token or an account.
   *
   * https://developer.atlassian.com/cloud/bitbucket/rest/intro/#standardized-error-responses
   */
  readonly isFromBitbucket: boolean;
  /**
   * The scopes that the request requires, for a 403 of the REST API that names them. Then the token
   * lacks a scope, which an administrator of the OAuth consumer must enable; it is not the account
   * that was refused. May be empty. `undefined` for every other error.
   */
  readonly requiredScopes?: string[];

  constructor(message: string, options: BitbucketCloudErrorOptions) {
    super(message, options.cause);
    this.code = options.code;
    this.status = options.status;
    this.retryAfterMs = options.retryAfterMs;
    this.isFromBitbucket = options.isFromBitbucket ?? false;
    this.requiredScopes = options.requiredScopes;
  }
}
