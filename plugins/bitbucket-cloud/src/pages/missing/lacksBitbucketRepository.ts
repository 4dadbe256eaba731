import { BITBUCKET_REPO_SLUG_ANNOTATION } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import {
  ANNOTATION_SOURCE_LOCATION,
  type Entity,
} from '@backstage/catalog-model';
import { type ConfigApi } from '@backstage/core-plugin-api';
import { readWorkspaces } from '../settings/readWorkspaces';
import {
  createBitbucketRepositoryFilter,
  isBitbucketRepositoryAvailable,
} from '../shared/isBitbucketRepositoryAvailable';

/**
 * Returns whether an entity has no repository in a workspace that the portal reads, but could have one. The source of some
 * entities is on another host.
 */
export function lacksBitbucketRepository(
  entity: Entity,
  config: ConfigApi,
): boolean {
  const { annotations = {} } = entity.metadata;
  const isElsewhere =
    !annotations[BITBUCKET_REPO_SLUG_ANNOTATION] &&
    !isBitbucketRepositoryAvailable(entity) &&
    annotations[ANNOTATION_SOURCE_LOCATION]?.startsWith('url:');
  return (
    readWorkspaces(config).length > 0 &&
    !isElsewhere &&
    !createBitbucketRepositoryFilter(config)(entity)
  );
}
