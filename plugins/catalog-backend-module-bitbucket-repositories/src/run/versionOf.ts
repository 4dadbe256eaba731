import { type BitbucketRepository } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { type BitbucketRepositoriesProviderConfig } from '../config/providerConfig';
import { digestOf } from '../model/locationEntity';

/**
 * Changes if the files of the repository can have changed, or if another file is configured. The time of
 * the last change is less exact than the hash, which Bitbucket does not always return.
 */
export function versionOf(
  { mainBranch, updatedOn }: BitbucketRepository,
  {
    branch = mainBranch?.name,
    catalogPaths,
  }: Pick<BitbucketRepositoriesProviderConfig, 'branch' | 'catalogPaths'>,
): string {
  const hash = mainBranch?.name === branch ? mainBranch?.hash : undefined;
  return digestOf(
    JSON.stringify([
      hash ?? updatedOn,
      branch,
      catalogPaths.files,
      catalogPaths.patterns.map(({ pattern }) => pattern),
    ]),
  );
}
