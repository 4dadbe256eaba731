import {
  BITBUCKET_USER_ID_ANNOTATION,
  normalizeBitbucketUuid,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { type AuthService } from '@backstage/backend-plugin-api';
import { type CatalogService } from '@backstage/plugin-catalog-node';

/**
 * Returns the uuid of the Bitbucket account of a user, from the annotation in the catalog.
 *
 * @throws an error if the catalog does not respond
 */
export async function findAccount(
  userEntityRef: string,
  { auth, catalog }: { auth: AuthService; catalog: CatalogService },
): Promise<string | undefined> {
  const user = await catalog.getEntityByRef(userEntityRef, {
    credentials: await auth.getOwnServiceCredentials(),
  });
  const uuid = user?.metadata.annotations?.[BITBUCKET_USER_ID_ANNOTATION];
  return uuid === undefined ? undefined : normalizeBitbucketUuid(uuid);
}
