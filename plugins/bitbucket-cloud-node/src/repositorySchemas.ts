import { z } from 'zod/v4';
import { pageSchema, UUID_IN_BRACES } from './schemas';
import { normalizeBitbucketUuid } from './uuid';

const uuidSchema = z
  .string()
  .regex(UUID_IN_BRACES, 'is not a uuid in braces')
  .transform(normalizeBitbucketUuid);

/** Hexadecimal: it becomes a part of URLs. */
const hashSchema = z.string().regex(/^[0-9a-f]{7,64}$/i);

/** https://developer.atlassian.com/cloud/bitbucket/rest/api-group-repositories/#api-repositories-workspace-repo-slug-get */
export const repositorySchema = z.object({
  uuid: uuidSchema,
  slug: z.string().min(1),
  name: z.string().nullish(),
  description: z.string().nullish(),
  language: z.string().nullish(),
  is_private: z.boolean().nullish(),
  updated_on: z.string().nullish(),
  parent: z.object({ uuid: z.string().nullish() }).nullish(),
  workspace: z.object({ uuid: uuidSchema, slug: z.string().min(1) }),
  project: z
    .object({
      uuid: uuidSchema,
      key: z.string().min(1),
      name: z.string().nullish(),
    })
    .nullish(),
  mainbranch: z
    .object({
      name: z.string().min(1),
      // Not documented for this listing, so the client works without it.
      target: z.object({ hash: hashSchema }).nullish().catch(undefined),
    })
    .nullish(),
});

/** The names of a repository and its workspace. */
export const namesSchema = z.object({
  full_name: z.string(),
  workspace: z.object({ uuid: uuidSchema }).nullish().catch(undefined),
});

export const repositoryPageSchema = pageSchema(repositorySchema);

/** https://developer.atlassian.com/cloud/bitbucket/rest/api-group-refs/#api-repositories-workspace-repo-slug-refs-branches-name-get */
export const branchSchema = z.object({
  target: z.object({ hash: hashSchema }),
});

/** https://developer.atlassian.com/cloud/bitbucket/rest/api-group-commits/#api-repositories-workspace-repo-slug-commits-get */
export const commitPageSchema = z.object({
  // With `fields`, the page of an empty repository is an empty object.
  values: z
    .array(z.object({ hash: hashSchema, message: z.string() }))
    .optional(),
});

/** https://developer.atlassian.com/cloud/bitbucket/rest/api-group-source/#api-repositories-workspace-repo-slug-src-commit-path-get */
export const treeEntrySchema = z.object({ path: z.string(), type: z.string() });

/** A folder: https://developer.atlassian.com/cloud/bitbucket/rest/api-group-source/#api-repositories-workspace-repo-slug-src-commit-path-get */
export const treePageSchema = pageSchema(treeEntrySchema);

const changedFileSchema = z.object({ path: z.string() }).nullish();

/** https://developer.atlassian.com/cloud/bitbucket/rest/api-group-commits/#api-repositories-workspace-repo-slug-diffstat-spec-get */
export const diffStatPageSchema = pageSchema(
  z.object({ old: changedFileSchema, new: changedFileSchema }),
);

/** The fields of {@link repositorySchema}, for the parameter `fields`. */
export const REPOSITORY_FIELDS = [
  'uuid',
  'slug',
  'name',
  'description',
  'language',
  'is_private',
  'updated_on',
  'parent.uuid',
  'workspace.uuid',
  'workspace.slug',
  'project.uuid',
  'project.key',
  'project.name',
  'mainbranch.name',
  'mainbranch.target.hash',
];

/**
 * A repository.
 *
 * @public
 */
export interface BitbucketRepository {
  /** With braces and in lower case. Never changes, even if the repository is renamed or transferred. */
  uuid: string;
  /** As in URLs; changes when the repository is renamed. */
  slug: string;
  /** The display name. */
  name?: string;
  /** The purpose of the repository. */
  description?: string;
  /** The programming language that an administrator selected, in lower case. */
  language?: string;
  /** Only members see a private repository. */
  isPrivate: boolean;
  /** Time of the last push or change of the repository; ISO 8601. */
  updatedOn?: string;
  /** Whether it is a fork of another repository. */
  isFork: boolean;
  /** The current workspace of the repository. */
  workspace: { uuid: string; slug: string };
  /** The project of the repository. */
  project?: { uuid: string; key: string; name?: string };
  /** Undefined if the repository is empty. `hash` is the latest commit, if Bitbucket returns it. */
  mainBranch?: { name: string; hash?: string };
}

export function toRepository(
  body: z.output<typeof repositorySchema>,
): BitbucketRepository {
  const { mainbranch, project } = body;
  return {
    uuid: body.uuid,
    slug: body.slug,
    name: body.name || undefined,
    description: body.description || undefined,
    language: body.language?.toLowerCase() || undefined,
    // Unknown counts as private.
    isPrivate: body.is_private !== false,
    updatedOn: body.updated_on ?? undefined,
    isFork: Boolean(body.parent),
    workspace: body.workspace,
    project: project
      ? {
          uuid: project.uuid,
          key: project.key,
          name: project.name ?? undefined,
        }
      : undefined,
    mainBranch: mainbranch
      ? { name: mainbranch.name, hash: mainbranch.target?.hash }
      : undefined,
  };
}
