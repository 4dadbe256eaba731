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

/** @public */
export interface BitbucketCloudErrorOptions {
  code: BitbucketCloudErrorCode;
  /** HTTP status of Bitbucket's answer, where there was one. */
  status?: number;
  cause?: unknown;
}

/**
 * A call to Bitbucket Cloud that failed. Neither the message nor the cause holds a token, a
 * code or a secret: what Bitbucket answered is quoted only where its field is a known message.
 *
 * @public
 */
export class BitbucketCloudError extends CustomErrorBase {
  name = 'BitbucketCloudError' as const;
  readonly code: BitbucketCloudErrorCode;
  readonly status?: number;

  constructor(message: string, options: BitbucketCloudErrorOptions) {
    super(message, options.cause);
    this.code = options.code;
    this.status = options.status;
  }
}
