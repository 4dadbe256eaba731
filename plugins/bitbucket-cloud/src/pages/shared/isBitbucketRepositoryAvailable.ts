import { type Entity } from '@backstage/catalog-model';

const SOURCE = /^url:https:\/\/bitbucket\.org\/[\w-]+\/[\w.-]+/;

/**
 * Returns whether an entity has a repository at Bitbucket Cloud: by the annotation `bitbucket.org/repo-slug`, or by
 * `backstage.io/source-location`.
 *
 * @public
 */
export function isBitbucketRepositoryAvailable({
  metadata: { annotations = {} },
}: Entity): boolean {
  return (
    Boolean(annotations['bitbucket.org/repo-slug']) ||
    SOURCE.test(annotations['backstage.io/source-location'] ?? '')
  );
}
