import { BitbucketCloudError } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';

/** What Bitbucket's token endpoint returns for a refresh token that is no longer valid. */
const DEAD_TOKEN = ['invalid_grant', 'invalid_request'];
/** What it returns for a wrong key, secret or scope of the OAuth consumer. */
const WRONG_CONSUMER = [
  'unauthorized_client',
  'invalid_client',
  'invalid_scope',
];

/** Bitbucket rejected an access token, and the one that it gave in place of it. */
export class TokenRejectedError extends Error {}

/** Whether Bitbucket says that the tokens of a session are not valid. */
export function isTokenRejected(error: unknown): boolean {
  return (
    error instanceof TokenRejectedError ||
    (error instanceof BitbucketCloudError &&
      error.isFromBitbucket &&
      DEAD_TOKEN.includes(error.code))
  );
}

/** Whether Bitbucket itself, and not a proxy, rejected an access token. */
export function isUnauthorized(error: unknown): boolean {
  return (
    error instanceof BitbucketCloudError &&
    error.status === 401 &&
    error.isFromBitbucket
  );
}

/** Whether the operator must change something. It never signs a user out. */
export function isOperatorMistake(error: unknown): boolean {
  if (!(error instanceof BitbucketCloudError)) {
    // A sentence for the user has Bitbucket's response as its cause.
    const { cause } = error as Error;
    return cause instanceof BitbucketCloudError && isOperatorMistake(cause);
  }
  return (
    WRONG_CONSUMER.includes(error.code) ||
    error.requiredScopes !== undefined ||
    error.status === 407
  );
}

/** Whether Bitbucket does not work, or something else answers in its place. */
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

/** Whether Bitbucket rejected a request because there were too many. */
export function isRateLimit(error: unknown): error is BitbucketCloudError {
  return error instanceof BitbucketCloudError && error.status === 429;
}
