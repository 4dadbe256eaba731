import { type BitbucketPullRequestList } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';

/** 200 pull requests with 20 reviewers each have about 600,000. */
const MOST_CHARACTERS = 1024 * 1024;

/**
 * Removes the last pull requests of a list that has more than 1,048,576 characters as JSON. Every request for the list
 * parses it, and people can add hundreds of reviewers to each pull request.
 */
export function limitSize(
  list: BitbucketPullRequestList,
): BitbucketPullRequestList {
  let characters = 0;
  const end = list.pullRequests.findIndex(each => {
    characters += JSON.stringify(each).length;
    return characters > MOST_CHARACTERS;
  });
  return end < 0
    ? list
    : { pullRequests: list.pullRequests.slice(0, end), hasMore: true };
}
