import { NotAllowedError } from '@backstage/errors';
import {
  type BitbucketCloudIntegrationConfig,
  getBitbucketCloudOAuthToken,
  getBitbucketCloudRequestOptions,
} from '@backstage/integration';
import { type BitbucketCredentials } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';

/** The part of an entry under `integrations.bitbucketCloud` that authenticates a request. */
export type IntegrationCredentials = Pick<
  BitbucketCloudIntegrationConfig,
  'username' | 'token' | 'appPassword' | 'clientId' | 'clientSecret'
>;

/** Returns whether an entry under `integrations.bitbucketCloud` contains credentials. */
export function hasCredentials(
  credentials: IntegrationCredentials | undefined,
): boolean {
  const { token, appPassword, clientId } = credentials ?? {};
  return Boolean(token || appPassword || clientId);
}

/** @throws NotAllowedError if the portal has no credentials */
export function assertCredentials(
  credentials: IntegrationCredentials | undefined,
): void {
  if (!hasCredentials(credentials)) {
    throw new NotAllowedError(
      'The portal has no credentials for Bitbucket Cloud, so templates cannot use it. An administrator of the portal adds them under integrations.bitbucketCloud.',
    );
  }
}

/** Returns the credentials for requests to the REST API. */
export function apiCredentials(
  credentials: IntegrationCredentials,
): BitbucketCredentials {
  return {
    async getAuthorization() {
      const { headers } = await getBitbucketCloudRequestOptions(
        credentials as BitbucketCloudIntegrationConfig,
      );
      return headers.Authorization;
    },
    reject: () => false,
  };
}

/**
 * Returns the credentials for git. With an API token, git requires another user name than the REST API.
 *
 * https://support.atlassian.com/bitbucket-cloud/docs/using-api-tokens/
 */
export async function gitCredentials(
  credentials: IntegrationCredentials,
): Promise<{ username: string; password: string }> {
  const { username, token, appPassword, clientId, clientSecret } = credentials;
  if (clientId && clientSecret) {
    const password = await getBitbucketCloudOAuthToken(clientId, clientSecret);
    return { username: 'x-token-auth', password };
  }
  if (username && !token) {
    return { username, password: appPassword ?? '' };
  }
  return {
    username: username ? 'x-bitbucket-api-token-auth' : 'x-token-auth',
    password: token ?? '',
  };
}
