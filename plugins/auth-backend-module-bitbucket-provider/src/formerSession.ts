import { bitbucketAuthenticator } from './authenticator';

type Authenticator = typeof bitbucketAuthenticator;
type Request = Parameters<Authenticator['authenticate']>[0]['req'];

/** How to end the session that a browser had before, by the callback that begins the next one. */
const endings = new WeakMap<Request, () => void>();

export function rememberFormerSession(req: Request, end: () => void) {
  endings.set(req, end);
}

/**
 * Makes a sign-in for which Bitbucket gives no refresh token end the session that the browser had
 * before. Backstage leaves the old cookie where it is, and with it the person before would be back
 * as soon as the page is loaded again.
 */
export function endFormerSession(authenticator: Authenticator): Authenticator {
  return {
    ...authenticator,
    async authenticate(input, ctx) {
      const result = await authenticator.authenticate(input, ctx);
      if (!result.session.refreshToken) {
        endings.get(input.req)?.();
      }
      return result;
    },
  };
}
