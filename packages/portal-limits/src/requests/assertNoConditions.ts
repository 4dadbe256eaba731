import { type BackstageCredentials } from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';

const APPLY_CONDITIONS =
  /^\/\.well-known\/backstage\/permissions\/apply-conditions\/?$/i;

/**
 * Rejects permission conditions that a user sends. The permission backend sends them, on behalf of the
 * user. A plugin validates each condition several times, and applies it to each resource.
 *
 * @seam The path of the route that applies conditions, and the form of its body:
 * https://github.com/backstage/backstage/blob/v1.55.0/plugins/permission-node/src/integration/createPermissionIntegrationRouter.ts
 *
 * @param path - the path of the request relative to the plugin
 * @throws NotAllowedError if the request has conditions and comes from a user, or has no token
 */
export function assertNoConditions(
  path: string,
  { principal }: BackstageCredentials,
): void {
  const { actor, type } = { ...(principal as object) } as {
    actor?: unknown;
    type?: string;
  };
  if (APPLY_CONDITIONS.test(path) && type !== 'service' && !actor) {
    throw new NotAllowedError(
      'Users cannot apply the conditions of a permission. Use the permission API instead.',
    );
  }
}
