import { bitbucketAuthenticator } from './oauth/authenticator';
import { BitbucketProfile } from './account/profile';
import { Request } from './handlers/express';

type Authenticator = typeof bitbucketAuthenticator;

/**
 * Ends the session that a browser had before a sign-in for which Bitbucket gives no refresh token.
 * Backstage leaves the old cookie where it is, and with it the person before would be back as soon as
 * the page is loaded again.
 */
export class FormerSessions {
  readonly #byCallback = new WeakMap<Request, () => void>();
  readonly #byProfile = new WeakMap<BitbucketProfile, () => void>();

  /** @param end - ends what the browser has, with the answer to the callback */
  remember(callback: Request, end: () => void) {
    this.#byCallback.set(callback, end);
  }

  /** The authenticator, whose results wait for {@link FormerSessions.end}. */
  watch(authenticator: Authenticator): Authenticator {
    return {
      ...authenticator,
      authenticate: async (input, ctx) => {
        const result = await authenticator.authenticate(input, ctx);
        const end = this.#byCallback.get(input.req);
        if (!result.session.refreshToken && end) {
          this.#byProfile.set(result.fullProfile, end);
        }
        return result;
      },
    };
  }

  /** A resolver has let the account in. */
  end(profile: BitbucketProfile) {
    this.#byProfile.get(profile)?.();
  }
}
