import { BitbucketOAuthClient } from './BitbucketOAuthClient';

/**
 * What a program proves to Bitbucket who it is with.
 *
 * @public
 */
export interface BitbucketCredentials {
  /**
   * The value of the header `Authorization`.
   *
   * @throws BitbucketCloudError where a token must be asked for, and Bitbucket refuses
   */
  getAuthorization(signal?: AbortSignal): Promise<string>;
  /**
   * Told that Bitbucket answered 401 to this value.
   *
   * @returns whether it is worth asking for another one
   */
  reject(authorization: string): boolean;
}

/** A token that has less than this left is not used any more. */
const RENEW_BEFORE_MS = 5 * 60_000;
/** Bitbucket's shortest lifetime, for an answer that does not tell one. */
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
 * Credentials of a person: an API token, and the email address of its owner.
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
 * Credentials of an OAuth consumer that acts for its workspace. A token is asked for when it is
 * needed, and again five minutes before it expires.
 *
 * @param now - milliseconds since 1970; default: the clock
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
