import { RootConfigService } from '@backstage/backend-plugin-api';
import { CookieOptions, RequestHandler } from 'express';

const COOKIE = 'backstage-auth';

/**
 * Sets `SameSite=Lax` in the cookie with which a page loads files of the documentation. Backstage sets
 * `SameSite=None` with `https:` and at localhost, for portals whose backend is at another site than the
 * front end. Here both have the same host, so no other site has to send the cookie.
 *
 * @seam Backstage sets the cookie with `res.cookie`, and has no option for this attribute:
 * https://github.com/backstage/backstage/blob/v1.55.0/packages/backend-defaults/src/entrypoints/httpAuth/httpAuthServiceFactory.ts
 */
export function limitCookieToSite(config: RootConfigService): RequestHandler {
  const [app, backend] = ['app.baseUrl', 'backend.baseUrl'].map(
    key => URL.parse(config.getOptionalString(key) ?? '')?.hostname,
  );
  const isOneSite = app !== undefined && app === backend;
  return (_req, res, next) => {
    if (isOneSite) {
      const setCookie = res.cookie.bind(res);
      res.cookie = (
        name: string,
        value: unknown,
        options: CookieOptions = {},
      ) =>
        setCookie(
          name,
          value,
          name === COOKIE ? { ...options, sameSite: 'lax' } : options,
        );
    }
    next();
  };
}
