import { type BitbucketPullRequest } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';

/** Returns the pull requests that contain all words of a text, in any case. */
export function filterPullRequests<T extends BitbucketPullRequest>(
  pullRequests: readonly T[],
  text: string,
): T[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return pullRequests.filter(each => {
    const content = [
      `#${each.id}`,
      each.title,
      each.repository,
      each.author?.name,
      each.sourceBranch,
      each.targetBranch,
      ...each.reviewers.map(({ name }) => name),
    ]
      .join(' ')
      .toLowerCase();
    return words.every(word => content.includes(word));
  });
}
