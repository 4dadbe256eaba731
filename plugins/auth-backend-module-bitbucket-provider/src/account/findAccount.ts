import { AuthService } from '@backstage/backend-plugin-api';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { normalizeUuid } from './identifiers';

/**
 * Returns the uuid of the Bitbucket account that the catalog has for a user, in its annotation.
 *
 * @throws an error if the catalog does not answer
 */
export async function findAccount(
  userEntityRef: string,
  { auth, catalog }: { auth: AuthService; catalog: CatalogService },
): Promise<string | undefined> {
  const user = await catalog.getEntityByRef(userEntityRef, {
    credentials: await auth.getOwnServiceCredentials(),
  });
  const uuid = user?.metadata.annotations?.['bitbucket.org/user-id'];
  return uuid === undefined ? undefined : normalizeUuid(uuid);
}
