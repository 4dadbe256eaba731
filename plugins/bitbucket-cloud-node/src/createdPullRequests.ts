import { z } from 'zod/v4';
import { pageSchema, UUID_IN_BRACES } from './schemas';
import { normalizeBitbucketUuid } from './uuid';

/** https://developer.atlassian.com/cloud/bitbucket/rest/api-group-pullrequests/#api-repositories-workspace-repo-slug-effective-default-reviewers-get */
export const reviewerPageSchema = pageSchema(
  z.object({
    user: z.object({
      uuid: z
        .string()
        .regex(UUID_IN_BRACES, 'is not a uuid in braces')
        .transform(normalizeBitbucketUuid),
      display_name: z.string().nullish(),
    }),
  }),
);

export const createdPullRequestSchema = z.object({
  id: z.number(),
  state: z.enum(['OPEN', 'MERGED', 'DECLINED', 'SUPERSEDED']),
  links: z.object({ html: z.object({ href: z.string() }) }),
  source: z.object({
    // A fork can be deleted.
    repository: z.object({ uuid: z.string() }).nullish(),
  }),
});
export const createdPullRequestPageSchema = pageSchema(
  createdPullRequestSchema,
);

/** The fields of {@link createdPullRequestSchema}, for the parameter `fields`. */
export const CREATED_PULL_REQUEST_FIELDS = [
  'id',
  'state',
  'links.html.href',
  'source.repository.uuid',
];

/**
 * A default reviewer of a repository, or of its project.
 *
 * @public
 */
export interface BitbucketDefaultReviewer {
  /** Of the account; with braces and in lower case. */
  uuid: string;
  /** The name of the account. */
  displayName?: string;
}

/**
 * A pull request that a program created.
 *
 * @public
 */
export interface BitbucketCreatedPullRequest {
  /** The number of the pull request in its repository. */
  id: number;
  /** Whether it is still open. */
  state: 'OPEN' | 'MERGED' | 'DECLINED' | 'SUPERSEDED';
  /** The page of the pull request. */
  url: string;
}

/**
 * The content of a new pull request.
 *
 * @public
 */
export interface BitbucketNewPullRequest {
  /** At most 255 characters. */
  title: string;
  /** Markdown. */
  description: string;
  /** The branch with the changes. It is deleted after the merge. */
  source: string;
  /** The branch that receives the changes. */
  destination: string;
}

/** Returns whether two uuids are the same. */
export function isSameUuid(one: string | undefined, other: string): boolean {
  return (
    one !== undefined &&
    normalizeBitbucketUuid(one) === normalizeBitbucketUuid(other)
  );
}

export function toCreatedPullRequest({
  id,
  links,
  state,
}: z.output<typeof createdPullRequestSchema>): BitbucketCreatedPullRequest {
  return { id, state, url: links.html.href };
}
