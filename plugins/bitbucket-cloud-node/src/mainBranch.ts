import { type z } from 'zod/v4';
import { repositorySchema } from './repositorySchemas';
import { pageSchema } from './schemas';

export const mainBranchSchema = repositorySchema
  .pick({ uuid: true, mainbranch: true })
  .partial({ uuid: true });
export const mainBranchPageSchema = pageSchema(
  mainBranchSchema.extend({ slug: repositorySchema.shape.slug }),
);
export const MAIN_BRANCH_FIELDS = [
  'uuid',
  'mainbranch.name',
  'mainbranch.target.hash',
];

/**
 * The main branch of a repository.
 *
 * @public
 */
export interface BitbucketMainBranch {
  /** For example `main` or `release/1`. */
  name: string;
  /** The latest commit, if Bitbucket returns it. */
  hash?: string;
  /** The uuid of the repository, with braces. */
  repositoryUuid?: string;
}

/** Returns undefined for an empty repository. */
export function toMainBranch({
  mainbranch,
  uuid,
}: z.infer<typeof mainBranchSchema>): BitbucketMainBranch | undefined {
  return mainbranch
    ? {
        name: mainbranch.name,
        hash: mainbranch.target?.hash,
        repositoryUuid: uuid,
      }
    : undefined;
}
