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
  return (
    error instanceof BitbucketCloudError &&
    (WRONG_CONSUMER.includes(error.code) ||
      error.requiredScopes !== undefined ||
      error.status === 407)
  );
}
