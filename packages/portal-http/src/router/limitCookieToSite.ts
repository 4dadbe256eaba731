import { type RootConfigService } from '@backstage/backend-plugin-api';
import { type CookieOptions, type RequestHandler } from 'express';

const COOKIE = 'backstage-auth';

/**
 * Sets
 * `SameSite=Lax` in the cookie that authenticates requests for documentation files. Backstage sets `SameSite=None`
 * for `https:` URLs and localhost, because a portal's backend can be on another site than its front end.
 * In this deployment both have the same host, so no other site needs to send the cookie.
 *
 * @seam Backstage sets the cookie with `res.cookie`, and provides no option for this attribute:
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
