import { type BitbucketPullRequest } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';

/** Returns the pull requests that contain all words of a text, in any case. */
export function filterPullRequests(
  pullRequests: readonly BitbucketPullRequest[],
  text: string,
): BitbucketPullRequest[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return pullRequests.filter(each => {
    const content = [
      `#${each.id}`,
      each.title,
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
