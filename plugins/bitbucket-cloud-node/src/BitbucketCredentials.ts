import { type BitbucketOAuthClient } from './BitbucketOAuthClient';

/**
 * How a program authenticates to Bitbucket.
 *
 * @public
 */
export interface BitbucketCredentials {
  /**
   * The value of the header `Authorization`.
   *
   * @throws BitbucketCloudError if it must request a token, and Bitbucket rejects the request
   */
  getAuthorization(signal?: AbortSignal): Promise<string>;
  /**
   * Called when Bitbucket responded with 401 to this value.
   *
   * @returns whether a new value can be requested
   */
  reject(authorization: string): boolean;
}

/** A token with a shorter remaining lifetime is not used any more. */
const RENEW_BEFORE_MS = 5 * 60_000;
/** Bitbucket's shortest lifetime, for a response without one. */
const DEFAULT_LIFETIME_SECONDS = 3600;

/**
 * Credentials that never change: an access token of a workspace, project or repository.
 *
 * https://support.atlassian.com/bitbucket-cloud/docs/workspace-access-tokens/
 *
 * @public
 */
export function bearerCredentials(token: string): BitbucketCredentials {
  return fixed(`Bearer ${token}`);
}

/**
 * Credentials of an account: an API token and the email address of its owner.
 *
 * https://support.atlassian.com/bitbucket-cloud/docs/using-api-tokens/
 *
 * @public
 */
export function apiTokenCredentials(
  email: string,
  token: string,
): BitbucketCredentials {
  return fixed(`Basic ${Buffer.from(`${email}:${token}`).toString('base64')}`);
}

/**
 * Credentials of an OAuth consumer that acts for its workspace. It requests a token when one is needed,
 * and a new one five minutes before the expiry.
 *
 * @param now - milliseconds since the Unix epoch; default: the clock
 *
 * @public
 */
export function clientCredentials(
  client: BitbucketOAuthClient,
  now: () => number = Date.now,
): BitbucketCredentials {
  let current: { authorization: string; usableUntil: number } | undefined;
  let pending: Promise<string> | undefined;
  const request = async (signal?: AbortSignal) => {
    const askedAt = now();
    const token = await client.requestClientCredentialsToken({ signal });
    const lifetimeMs =
      (token.expiresInSeconds ?? DEFAULT_LIFETIME_SECONDS) * 1000;
    const authorization = `Bearer ${token.accessToken}`;
    const early = Math.min(RENEW_BEFORE_MS, lifetimeMs / 2);
    current = { authorization, usableUntil: askedAt + lifetimeMs - early };
    return authorization;
  };
  return {
    async getAuthorization(signal) {
      if (current && now() < current.usableUntil) {
        return current.authorization;
      }
      pending ??= request(signal).finally(() => {
        pending = undefined;
      });
      return pending;
    },
    reject(authorization) {
      if (current?.authorization === authorization) {
        current = undefined;
      }
      return true;
    },
  };
}

function fixed(authorization: string): BitbucketCredentials {
  return {
    getAuthorization: async () => authorization,
    reject: () => false,
  };
}
