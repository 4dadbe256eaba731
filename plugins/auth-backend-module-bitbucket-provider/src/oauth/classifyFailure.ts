import { BitbucketCloudError } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';

/** The error codes of Bitbucket's token endpoint for an invalid refresh token. */
const DEAD_TOKEN = ['invalid_grant', 'invalid_request'];
/** Its error codes for a wrong key, secret or scope of the OAuth consumer. */
const WRONG_CONSUMER = [
  'unauthorized_client',
  'invalid_client',
  'invalid_scope',
];

/** Bitbucket rejected an access token, and also the new one that replaced it. */
export class TokenRejectedError extends Error {}

/** Returns whether Bitbucket rejected the tokens of a session. */
export function isTokenRejected(error: unknown): boolean {
  return (
    error instanceof TokenRejectedError ||
    (error instanceof BitbucketCloudError &&
      error.isFromBitbucket &&
      DEAD_TOKEN.includes(error.code))
  );
}

/** Returns whether Bitbucket itself, and not a proxy, rejected an access token. */
export function isUnauthorized(error: unknown): boolean {
  return (
    error instanceof BitbucketCloudError &&
    error.status === 401 &&
    error.isFromBitbucket
  );
}

/** Returns whether the operator must change something. Such an error never ends a session. */
export function isOperatorMistake(error: unknown): boolean {
  if (!(error instanceof BitbucketCloudError)) {
    // The cause of an error for the user is Bitbucket's response.
    const { cause } = error as Error;
    return cause instanceof BitbucketCloudError && isOperatorMistake(cause);
  }
  return (
    WRONG_CONSUMER.includes(error.code) ||
    error.requiredScopes !== undefined ||
    error.status === 407
  );
}

/** Returns whether Bitbucket does not work, or another server responds in its place. */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof BitbucketCloudError)) {
    // The time limit of a check.
    return (error as Error).name === 'TimeoutError';
  }
  return (
    ['network', 'timeout', 'invalid_response'].includes(error.code) ||
    (error.status !== undefined && error.status >= 500) ||
    (error.code === 'http' && !error.isFromBitbucket)
  );
}

/** Returns whether Bitbucket rejected a request because of its rate limit. */
export function isRateLimit(error: unknown): error is BitbucketCloudError {
  return error instanceof BitbucketCloudError && error.status === 429;
}
