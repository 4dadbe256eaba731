import { BitbucketCloudError } from '../BitbucketCloudError';

const BY_STATUS: Record<number, string> = {
  401: 'Bitbucket does not accept the credentials: they expired, were revoked, or are mistyped. Create and configure new ones.',
  403: 'The credentials are not permitted to read this: the scope or the role is missing. See the table of scopes in the README of this module.',
  404: 'Bitbucket finds no such workspace, or the credentials do not belong to it. Correct the slug, or use the uuid, which survives a rename.',
  410: 'Bitbucket has removed a part of its service that this module uses. Upgrade this module.',
  429: 'Bitbucket allows no more calls for now.',
};

const BY_CODE: Record<string, string> = {
  network:
    'The connection to Bitbucket failed. Check whether this machine can reach the API.',
  timeout:
    'Bitbucket did not respond in time. Check status.atlassian.com. If it is always slow, raise requestTimeout.',
  invalid_response:
    'Bitbucket sent a response that this module does not understand. Check whether a proxy is between the backend and Bitbucket.',
  unauthorized_client:
    'Bitbucket does not accept the OAuth consumer: the key or the secret is wrong, or it was removed. Correct the credentials.',
  invalid_grant:
    'Bitbucket issues no client credentials token to this OAuth consumer. Select "This is a private consumer" in its settings.',
};

/**
 * Returns how an operator can fix a failed run, or undefined if only the error itself explains it.
 *
 * @public
 */
export function explainFailure(error: unknown): string | undefined {
  if (!(error instanceof BitbucketCloudError)) {
    return undefined;
  }
  const { status = 0, code } = error;
  if (Object.hasOwn(BY_CODE, code)) {
    return BY_CODE[code];
  }
  return status >= 500
    ? 'Bitbucket is having trouble. Check status.atlassian.com.'
    : BY_STATUS[status];
}

/**
 * Returns why a run failed and how an operator can fix it, for the page of administrators.
 *
 * @public
 */
export function describeFailure(error: unknown): string {
  const [why] = String(error instanceof Error ? error.message : error).split(
    '\n',
  );
  const remedy = explainFailure(error);
  return remedy ? `${remedy} (${why})` : why;
}
