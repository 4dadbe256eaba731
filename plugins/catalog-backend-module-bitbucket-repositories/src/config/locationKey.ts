import { type BitbucketRepositoriesProviderConfig } from './providerConfig';

/** The entities of Backstage's own module have its name as their key, and keep it. */
export function locationKeyOf({
  id,
  replaces,
}: BitbucketRepositoriesProviderConfig): string {
  return replaces === undefined
    ? `bitbucket-repositories:${id}`
    : replacedNameOf(replaces);
}

/**
 * Returns the name of a provider of Backstage's own module.
 *
 * @seam Backstage's own module uses this name as the key of its Locations:
 * https://github.com/backstage/backstage/blob/v1.55.0/plugins/catalog-backend-module-bitbucket-cloud/src/providers/BitbucketCloudEntityProvider.ts
 * @seamTest plugins/catalog-backend-module-bitbucket-repositories/src/replaced.test.ts
 */
export function replacedNameOf(id: string): string {
  return `bitbucketCloud-provider:${id}`;
}
