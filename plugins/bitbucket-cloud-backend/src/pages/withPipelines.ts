import { type BitbucketPipeline } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { type BitbucketPullRequestList } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';

/** Bitbucket's lists contain hashes of this length at least. */
const HASH_LENGTH = 12;

/**
 * Adds the state of the latest pipeline of the latest commit to each pull request. It costs no call for each of them.
 *
 * @param pipelines - the latest first
 */
export function withPipelines(
  list: BitbucketPullRequestList,
  pipelines: readonly BitbucketPipeline[],
): BitbucketPullRequestList {
  const states = new Map<string, BitbucketPipeline['state']>();
  for (const { commit, state } of pipelines) {
    const hash = commit?.slice(0, HASH_LENGTH);
    if (hash && !states.has(hash)) {
      states.set(hash, state);
    }
  }
  return {
    ...list,
    pullRequests: list.pullRequests.map(pullRequest => ({
      ...pullRequest,
      pipeline: states.get(
        pullRequest.sourceCommit?.slice(0, HASH_LENGTH) ?? '',
      ),
    })),
  };
}
