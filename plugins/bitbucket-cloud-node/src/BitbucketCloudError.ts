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
 *   `invalid_grant` (RFC 6749, section 5.2).
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

  constructor(message: string, options: BitbucketCloudErrorOptions) {
    super(message, options.cause);
    this.code = options.code;
    this.status = options.status;
    this.retryAfterMs = options.retryAfterMs;
  }
}
