import { type AuthProviderRouteHandlers } from '@backstage/plugin-auth-node';
import { callback } from './callback';
import { logout } from './logout';
import { type HandlerContext } from './ProviderEnvironment';
import { refresh } from './refresh';
import { start } from './start';

/**
 * The handlers of the provider's routes. They implement the same protocol with Backstage's front end as
 * `createOAuthRouteHandlers`.
 */
export function createRouteHandlers(
  ctx: HandlerContext,
): AuthProviderRouteHandlers {
  return {
    start: (req, res) => start(req, res, ctx),
    frameHandler: (req, res) => callback(req, res, ctx),
    refresh: (req, res) => refresh(req, res, ctx),
    logout: (req, res) => logout(req, res, ctx),
  };
}
