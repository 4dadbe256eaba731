import {
  BITBUCKET_CLOUD_BASE_URL,
  BITBUCKET_REPO_SLUG_ANNOTATION,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import {
  ANNOTATION_SOURCE_LOCATION,
  type Entity,
} from '@backstage/catalog-model';

/** A repository, as in URLs. */
export interface RepositoryName {
  workspace: string;
  slug: string;
}

const NAMES = /^([\w-]+)\/(?!\.\.?$)([\w.-]+)$/;

/**
 * Returns the repository of an entity: from the annotation `bitbucket.org/repo-slug`, or else from
 * `backstage.io/source-location`.
 */
export function repositoryOf({
  metadata: { annotations = {} },
}: Entity): RepositoryName | undefined {
  const slug = annotations[BITBUCKET_REPO_SLUG_ANNOTATION];
  const source = annotations[ANNOTATION_SOURCE_LOCATION];
  const found = NAMES.exec(slug ?? namesIn(source) ?? '');
  return found ? { workspace: found[1], slug: found[2] } : undefined;
}

function namesIn(location: string | undefined): string | undefined {
  const start = `url:${BITBUCKET_CLOUD_BASE_URL}/`;
  return location?.startsWith(start)
    ? location.slice(start.length).split('/').slice(0, 2).join('/')
    : undefined;
}
