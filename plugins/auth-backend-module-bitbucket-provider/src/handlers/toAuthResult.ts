import { type OAuthAuthenticatorResult } from '@backstage/plugin-auth-node';
import { type BitbucketProfile } from '../account/profile';
import { isTokenAlive } from '../sessions/LeasedSession';
import { type SessionContent } from '../sessions/seal';

/**
 * Returns the result for a sign-in resolver. The access token is empty if it has expired, and the result
 * never contains the refresh token.
 *
 * @param now - milliseconds since the Unix epoch
 */
export function toAuthResult(
  fullProfile: BitbucketProfile,
  tokens: SessionContent['tokens'],
  now: number,
): OAuthAuthenticatorResult<BitbucketProfile> {
  const { accessToken, accessTokenExpiresAt, scope } = tokens;
  return {
    fullProfile,
    session: {
      accessToken: isTokenAlive(tokens, now) ? accessToken : '',
      tokenType: 'bearer',
      scope,
      expiresInSeconds:
        accessTokenExpiresAt === undefined
          ? undefined
          : Math.max(0, Math.round((accessTokenExpiresAt - now) / 1000)),
    },
  };
}
