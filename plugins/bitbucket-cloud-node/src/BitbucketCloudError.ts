import { CustomErrorBase } from '@backstage/errors';

/**
 * Why a call to Bitbucket Cloud failed.
 *
 * - `network`: the connection failed.
 * - `timeout`: no complete response within the time limit.
 * - `invalid_response`: a response that Bitbucket does not document: a redirect, HTML,
 *   invalid JSON, a missing field, or more than the size limit.
 * - `http`: a response with a status of 400 or more; see `status`.
 * - other values: the `error` value of the OAuth token endpoint, for example
 *   `invalid_grant` (RFC 6749, section 5.2). It is only read from JSON in the format of that section,
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
 * The properties of a {@link BitbucketCloudError} besides its message.
 *
 * @public
 */
export interface BitbucketCloudErrorOptions {
  /** Why the call failed. */
  code: BitbucketCloudErrorCode;
  /** HTTP status of Bitbucket's response, if there was one. */
  status?: number;
  /** How long Bitbucket asks to wait, in milliseconds, if it sends `Retry-After`. */
  retryAfterMs?: number;
  /** See {@link BitbucketCloudError.isFromBitbucket}; default false. */
  isFromBitbucket?: boolean;
  /** See {@link BitbucketCloudError.requiredScopes}. */
  requiredScopes?: string[];
  /** The underlying error, if there was one. */
  cause?: unknown;
}

/**
 * A failed call to Bitbucket Cloud. Neither the message nor the cause contains a token, a code or a
 * secret. They quote Bitbucket's response only if the field is a known message.
 *
 * @public
 */
export class BitbucketCloudError extends CustomErrorBase {
  /** The same in every copy of this package. */
  name = 'BitbucketCloudError' as const;
  /** Why the call failed. */
  readonly code: BitbucketCloudErrorCode;
  /** HTTP status of Bitbucket's response, if there was one. */
  readonly status?: number;
  /** How long Bitbucket asks to wait, in milliseconds, if it sends `Retry-After`. */
  readonly retryAfterMs?: number;
  /**
   * Whether Bitbucket itself rejected the request: the response was JSON in the documented format of the
   * REST API (`{ type: 'error', error: { message } }`) or of the token endpoint (`{ error }`). False for
   * a proxy's page, plain text, a redirect, a failed connection and a timeout. Only an error for which
   * this is true concerns a token or an account.
   *
   * https://developer.atlassian.com/cloud/bitbucket/rest/intro/#standardized-error-responses
   */
  readonly isFromBitbucket: boolean;
  /**
   * The scopes that the request requires, for a 403 of the REST API that names them. The token lacks a
   * scope, which an administrator of the OAuth consumer must enable. Bitbucket did not reject the
   * account. Can be empty. `undefined` for every other error.
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
