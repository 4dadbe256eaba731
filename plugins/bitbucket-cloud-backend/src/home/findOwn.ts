import {
  type BitbucketPerson,
  type BitbucketPipeline,
  type BitbucketPullRequest,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-common';

/** An older failure on a branch without an open pull request needs no action any more. */
const RECENT_MS = 14 * 24 * 60 * 60_000;
const ENDED = ['successful', 'failed', 'stopped'];

/** Returns whether the user has to review a pull request. A draft is not ready for a review. */
export function waitsForReview(
  { reviewers, state }: BitbucketPullRequest,
  uuid: string,
): boolean {
  return (
    state === 'open' &&
    reviewers.some(each => each.review === 'waiting' && isSame(each, uuid))
  );
}

/** Returns whether the user created a pull request. */
export function isAuthor(
  { author }: BitbucketPullRequest,
  uuid: string,
): boolean {
  return isSame(author, uuid);
}

/**
 * Returns the failed pipelines of a repository that belong to one of the branches, or that the user started in the
 * last 14 days. Only the last pipeline of each branch counts: a red one that became green is done.
 *
 * @param pipelines - the latest first
 */
export function findRedPipelines(
  pipelines: readonly BitbucketPipeline[],
  { branches, uuid }: { branches: readonly string[]; uuid: string },
): BitbucketPipeline[] {
  const seen = new Set<string>();
  return pipelines.filter(({ commit, createdAt, creator, ref, state }) => {
    const target = ref ?? commit ?? '';
    if (!ENDED.includes(state) || seen.has(target)) {
      return false;
    }
    seen.add(target);
    const isRecent = Date.parse(createdAt) > Date.now() - RECENT_MS;
    return (
      state === 'failed' &&
      ((ref !== undefined && branches.includes(ref)) ||
        (isRecent && isSame(creator, uuid)))
    );
  });
}

function isSame(person: BitbucketPerson | undefined, uuid: string): boolean {
  return person?.uuid === uuid;
}
