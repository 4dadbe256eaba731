import {
  BITBUCKET_CLOUD_BASE_URL,
  BITBUCKET_REPO_SLUG_ANNOTATION,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import {
  ANNOTATION_SOURCE_LOCATION,
  type Entity,
} from '@backstage/catalog-model';

/** Workspace and repository, as in the path of a URL. */
const NAMES = /^[\w-]+\/[\w.-]+/;
const SOURCE = `url:${BITBUCKET_CLOUD_BASE_URL}/`;

/**
 * Returns whether an entity has a repository at Bitbucket Cloud: by the annotation `bitbucket.org/repo-slug`, or by
 * `backstage.io/source-location`.
 *
 * @public
 */
export function isBitbucketRepositoryAvailable({
  metadata: { annotations = {} },
}: Entity): boolean {
  const source = annotations[ANNOTATION_SOURCE_LOCATION] ?? '';
  return (
    Boolean(annotations[BITBUCKET_REPO_SLUG_ANNOTATION]) ||
    (source.startsWith(SOURCE) && NAMES.test(source.slice(SOURCE.length)))
  );
}
