import {
  type BackstageCredentials,
  type BackstageUserPrincipal,
} from '@backstage/backend-plugin-api';
import { type Request } from 'express';

/**
 * Returns whether LocationHandlers sent this request itself.
 *
 * The action `register-entity` of the catalog also registers on behalf of a user, but without
 * `onConflict`.
 *
 * @seam A token that a plugin uses on behalf of a user names that plugin as the actor.
 * https://backstage.io/docs/backend-system/core-services/auth/
 * @seamTest plugins/permission-backend-module-ownership-policy/src/locations/register.test.ts
 */
export function isOwnRegistration(
  req: Request,
  { principal }: BackstageCredentials<BackstageUserPrincipal>,
): boolean {
  return (
    principal.actor?.subject === 'plugin:catalog' &&
    req.query.onConflict === 'reject'
  );
}
