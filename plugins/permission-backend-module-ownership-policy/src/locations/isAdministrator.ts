import {
  type BackstageCredentials,
  type PermissionsService,
} from '@backstage/backend-plugin-api';
import { catalogLocationDeletePermission } from '@backstage/plugin-catalog-common/alpha';
import { AuthorizeResult } from '@backstage/plugin-permission-common';

/**
 * Returns whether the policy permits a caller to unregister every location. This applies to
 * administrators and services.
 */
export async function isAdministrator(
  credentials: BackstageCredentials,
  permissions: PermissionsService,
): Promise<boolean> {
  const [{ result }] = await permissions.authorize(
    [{ permission: catalogLocationDeletePermission }],
    { credentials },
  );
  return result === AuthorizeResult.ALLOW;
}
