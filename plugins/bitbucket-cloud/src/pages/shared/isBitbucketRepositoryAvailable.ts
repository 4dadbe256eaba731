import {
  BITBUCKET_CLOUD_BASE_URL,
  BITBUCKET_REPO_SLUG_ANNOTATION,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import {
  ANNOTATION_SOURCE_LOCATION,
  type Entity,
} from '@backstage/catalog-model';
import { type ConfigApi } from '@backstage/core-plugin-api';

/** Workspace and repository, as in the path of a URL. */
const NAMES = /^([\w-]+)\/[\w.-]+/;
const SOURCE = `url:${BITBUCKET_CLOUD_BASE_URL}/`;

/**
 * Returns whether an entity has a repository at Bitbucket Cloud: by the annotation `bitbucket.org/repo-slug`, or by
 * `backstage.io/source-location`.
 *
 * @public
 */
export function isBitbucketRepositoryAvailable(entity: Entity): boolean {
  return workspaceOf(entity) !== undefined;
}

/**
 * Creates a function that returns whether an entity has a repository in one of the workspaces of `bitbucketCloud.workspaces`.
 * For workspaces that are configured by their uuid, it accepts the repositories of all workspaces, because it does not know
 * their slugs.
 *
 * @public
 */
export function createBitbucketRepositoryFilter(
  config: ConfigApi,
): (entity: Entity) => boolean {
  const all = config.getOptionalConfig('bitbucketCloud.workspaces');
  const workspaces = (all?.keys() ?? []).map(id =>
    all?.getOptionalString(`${id}.workspace`)?.toLowerCase(),
  );
  const hasUuid = workspaces.some(each => each?.startsWith('{'));
  return entity => {
    const workspace = workspaceOf(entity);
    return (
      workspace !== undefined &&
      (hasUuid || workspaces.includes(workspace.toLowerCase()))
    );
  };
}

function workspaceOf({
  metadata: { annotations = {} },
}: Entity): string | undefined {
  const slug = annotations[BITBUCKET_REPO_SLUG_ANNOTATION];
  const source = annotations[ANNOTATION_SOURCE_LOCATION] ?? '';
  const path = source.startsWith(SOURCE) ? source.slice(SOURCE.length) : '';
  return NAMES.exec(slug || path)?.[1];
}
