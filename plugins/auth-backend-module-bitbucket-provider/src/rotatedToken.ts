import { OAuthSession } from '@backstage/plugin-auth-node';
import { bitbucketAuthenticator } from './oauth/authenticator';
import { BitbucketProfile } from './account/profile';

type Authenticator = typeof bitbucketAuthenticator;

/** Where an error keeps the session that Bitbucket had given before it; not to be printed with it. */
const SESSION = Symbol('session');

/** Stands in for an account that could not be read. */
class UnreadProfile implements BitbucketProfile {
  readonly uuid = '';
  readonly emails = [];
  readonly #reason: unknown;

  constructor(reason: unknown) {
    this.#reason = reason;
  }

  get reason(): unknown {
    return this.#reason;
  }
}

/** Keeps with an error what Bitbucket had given until then. */
export function rememberSession(error: unknown, session: OAuthSession) {
  if (error instanceof Error) {
    Object.defineProperty(error, SESSION, { value: session });
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
        const session = (error as { [SESSION]?: OAuthSession })[SESSION];
        if (
          session?.refreshToken &&
          session.refreshToken !== input.refreshToken
        ) {
          return { fullProfile: new UnreadProfile(error), session };
        }
        throw error;
      }
    },
  };
}

/** @throws why Bitbucket did not tell whose account it is, if it did not */
export function throwIfUnread(profile: BitbucketProfile) {
  if (profile instanceof UnreadProfile) {
    throw profile.reason;
  }
}
