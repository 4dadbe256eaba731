import {
  BITBUCKET_CLOUD_BASE_URL,
  BITBUCKET_REPO_SLUG_ANNOTATION,
  BITBUCKET_REPO_UUID_ANNOTATION,
  type BitbucketRepository,
  type WantedEntity,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import {
  ANNOTATION_SOURCE_LOCATION,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { locationSpecToLocationEntity } from '@backstage/plugin-catalog-node';
import { createHash } from 'node:crypto';

/** A catalog file. */
export interface CatalogFile {
  repository: BitbucketRepository;
  branch: string;
  path: string;
}

/** The key of a file's record; never changes. */
export function keyOf(uuid: string, path: string): string {
  return `${uuid} ${path}`;
}

/** Returns the slugs of the workspace and the repository. */
export function slugOf({ slug, workspace }: BitbucketRepository): string {
  return `${workspace.slug}/${slug}`;
}

/**
 * Returns the address of a file on Bitbucket's pages, from which Backstage derives the name of the Location. The host
 * does not depend on the API, so that the name is the same as that of Backstage's own module.
 */
export function targetOf({ repository, branch, path }: CatalogFile): string {
  const encode = (text: string) => text.split('/').map(encodeURIComponent);
  return [
    BITBUCKET_CLOUD_BASE_URL,
    repository.workspace.slug,
    repository.slug,
    'src',
    ...encode(branch),
    ...encode(path),
  ].join('/');
}

/** Returns the Location of a catalog file. */
export function createLocation(file: CatalogFile): WantedEntity {
  const { repository, path } = file;
  const target = targetOf(file);
  const entity = locationSpecToLocationEntity({
    location: { type: 'url', target, presence: 'required' },
  });
  const folder = targetOf({ ...file, path: '' });
  entity.metadata.annotations = {
    ...entity.metadata.annotations,
    [ANNOTATION_SOURCE_LOCATION]: `url:${folder}`,
    ...annotationsOf(repository),
  };
  return {
    key: keyOf(repository.uuid, path),
    name: entity.metadata.name,
    entityRef: stringifyEntityRef(entity),
    digest: digestOf(JSON.stringify(entity)),
    entity,
  };
}

/** Returns the address of a repository on Bitbucket's pages. */
export function pageOf(repository: BitbucketRepository): string {
  return `${BITBUCKET_CLOUD_BASE_URL}/${slugOf(repository)}`;
}

/** Returns the annotations that connect an entity with a repository. */
export function annotationsOf(
  repository: BitbucketRepository,
): Record<string, string> {
  return {
    [BITBUCKET_REPO_SLUG_ANNOTATION]: slugOf(repository),
    [BITBUCKET_REPO_UUID_ANNOTATION]: repository.uuid,
  };
}

/** Returns the SHA-256 of a text. */
export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
