import {
  OAuthAuthenticatorResult,
  OAuthSession,
} from '@backstage/plugin-auth-node';
import { bitbucketAuthenticator } from './authenticator';
import { BitbucketProfile } from './profile';

type Authenticator = typeof bitbucketAuthenticator;
type Result = OAuthAuthenticatorResult<BitbucketProfile>;

/** What Bitbucket had given before a refresh failed, by the error. */
const sessions = new WeakMap<object, OAuthSession>();
/** Why an account could not be read, by the profile that stands in for it. */
const failures = new WeakMap<BitbucketProfile, unknown>();

/** Keeps with an error what Bitbucket had given until then. */
export function rememberSession(error: unknown, session: OAuthSession) {
  if (typeof error === 'object' && error !== null) {
    sessions.set(error, session);
  }
}

/**
 * Makes the browser get the new refresh token also when Bitbucket fails after it has replaced the old
 * one, which it takes for a few more minutes only: otherwise the session would be lost with the answer.
 *
 * Backstage sets the cookie between the authenticator and the sign-in resolver. So the error is put
 * off: the result goes to a resolver that begins with {@link throwIfUnread}.
 */
export function keepRotatedToken(authenticator: Authenticator): Authenticator {
  return {
    ...authenticator,
    async refresh(input, ctx) {
      try {
        return await authenticator.refresh(input, ctx);
      } catch (error) {
        const session = sessions.get(error as object);
        if (
          session?.refreshToken &&
          session.refreshToken !== input.refreshToken
        ) {
          return standIn(session, error);
        }
        throw error;
      }
    },
  };
}

function standIn(session: OAuthSession, error: unknown): Result {
  const fullProfile: BitbucketProfile = { uuid: '', emails: [] };
  failures.set(fullProfile, error);
  return { fullProfile, session };
}

/** @throws why Bitbucket did not tell whose account it is, if it did not */
export function throwIfUnread(profile: BitbucketProfile) {
  if (failures.has(profile)) {
    throw failures.get(profile);
  }
}
