import {
  BITBUCKET_REPO_UUID_ANNOTATION,
  type BitbucketRepository,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { ANNOTATION_LOCATION, type Entity } from '@backstage/catalog-model';
import { pageOf } from '../model/locationEntity';

/**
 * Returns whether an entity is from a file of a repository, or is the Component that the provider created for it.
 *
 * The uuid alone does not prove this, because the author of any catalog file can write the annotation. The catalog itself
 * sets the annotation with the URL of the file.
 */
export function isOfRepository(
  { metadata: { annotations = {} } }: Entity,
  repository: BitbucketRepository,
): boolean {
  const page = `url:${pageOf(repository)}`.toLowerCase();
  const location = annotations[ANNOTATION_LOCATION]?.toLowerCase() ?? '';
  return (
    annotations[BITBUCKET_REPO_UUID_ANNOTATION] === repository.uuid &&
    (location === page || location.startsWith(`${page}/`))
  );
}
