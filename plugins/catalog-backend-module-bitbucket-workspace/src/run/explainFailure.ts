import { BitbucketCloudError } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';

const BY_STATUS: Record<number, string> = {
  401: 'Bitbucket does not accept the credentials: they expired, were revoked, or are mistyped. Make new ones, and set them.',
  403: 'The credentials may not read this: the scope or the role is missing. See the table of scopes in the README of this module.',
  404: 'Bitbucket knows no such workspace, or the credentials do not belong to it. Correct the slug, or use the uuid, which survives a rename.',
  410: 'Bitbucket has removed a part of its service that this module uses. Upgrade this module.',
  429: 'Bitbucket allows no more calls for now.',
};

const BY_CODE: Record<string, string> = {
  network:
    'There is no connection to Bitbucket, or it broke. See whether this machine reaches the API.',
  timeout:
    'Bitbucket did not answer in time. Look at status.atlassian.com; where it is always slow, raise requestTimeout.',
  invalid_response:
    'Bitbucket gave an answer that this module does not understand. Look whether a proxy stands between.',
  unauthorized_client:
    'Bitbucket does not accept the OAuth consumer: the key or the secret is wrong, or it was removed. Set the right ones.',
  invalid_grant:
    'Bitbucket gives this OAuth consumer no token of its own. Tick "This is a private consumer" in its settings.',
};

/** What an operator can do about a run that failed; undefined where only the error itself tells. */
export function explainFailure(error: unknown): string | undefined {
  if (!(error instanceof BitbucketCloudError)) {
    return undefined;
  }
  const { status = 0, code } = error;
  if (Object.hasOwn(BY_CODE, code)) {
    return BY_CODE[code];
  }
  return status >= 500
    ? 'Bitbucket is having trouble. Look at status.atlassian.com.'
    : BY_STATUS[status];
}
