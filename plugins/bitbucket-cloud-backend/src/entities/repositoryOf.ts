import {
  BITBUCKET_CLOUD_BASE_URL,
  BITBUCKET_REPO_SLUG_ANNOTATION,
  BITBUCKET_REPO_UUID_ANNOTATION,
  normalizeBitbucketUuid,
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

/** A repository as Bitbucket names it now. */
export interface CurrentName extends RepositoryName {
  /** With braces. */
  workspaceUuid?: string;
}

/** What an entity knows about its repository. */
export interface KnownRepository extends RepositoryName {
  /** With braces; it remains if the repository gets another name. */
  uuid?: string;
}

/** The fields of an entity from which {@link repositoryOf} reads. All annotations together can have 200,000 bytes. */
export const REPOSITORY_FIELDS = [
  BITBUCKET_REPO_SLUG_ANNOTATION,
  BITBUCKET_REPO_UUID_ANNOTATION,
  ANNOTATION_SOURCE_LOCATION,
].map(annotation => `metadata.annotations.${annotation}`);

/** The fields with the names of an entity. */
export const NAME_FIELDS = [
  'kind',
  'metadata.name',
  'metadata.namespace',
  'metadata.title',
];

const UUID = /^\{?[0-9a-f-]{36}\}?$/i;
/** Bitbucket's names are shorter. The database stores at most 400 characters. */
const NAMES = /^([\w-]{1,128})\/(?!\.\.?$)([\w.-]{1,128})$/;

/**
 * Returns the repository of an entity: from the annotation `bitbucket.org/repo-slug`, or else from
 * `backstage.io/source-location`.
 */
export function repositoryOf({
  metadata: { annotations = {} },
}: Entity): KnownRepository | undefined {
  const slug = annotations[BITBUCKET_REPO_SLUG_ANNOTATION];
  const source = annotations[ANNOTATION_SOURCE_LOCATION];
  const found = NAMES.exec(slug ?? namesIn(source) ?? '');
  if (!found) {
    return undefined;
  }
  const [, workspace, name] = found;
  const uuid = annotations[BITBUCKET_REPO_UUID_ANNOTATION];
  return UUID.test(uuid ?? '')
    ? { workspace, slug: name, uuid: normalizeBitbucketUuid(uuid) }
    : { workspace, slug: name };
}

/** Returns the name of a repository in the database and in webhooks. */
export function repositoryKeyOf({ slug, workspace }: RepositoryName): string {
  return `${workspace}/${slug}`;
}

function namesIn(location: string | undefined): string | undefined {
  const start = `url:${BITBUCKET_CLOUD_BASE_URL}/`;
  return location?.startsWith(start)
    ? location.slice(start.length).split('/').slice(0, 2).join('/')
    : undefined;
}
