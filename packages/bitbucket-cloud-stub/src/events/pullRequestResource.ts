import { pullRequestBody, reviewerFields } from '../bodies/pullRequestBodies';
import type { StubContext } from '../context';
import type { Repository } from '../model/types';
import type { PullRequest } from '../store/PullRequest';

type Resources = Pick<StubContext, 'store' | 'site'>;

/** Returns a pull request with the latest commits of its branches while it is open. */
export function refreshPullRequest(
  { store }: Resources,
  destination: Repository,
  pullRequest: PullRequest,
): PullRequest {
  const { repositories } = store;
  const source = repositories.findByUuid(pullRequest.source.repository);
  if (pullRequest.state !== 'OPEN') {
    return pullRequest;
  }
  const tipOf = (repository: Repository | undefined, branch: string) =>
    repository && repositories.findBranch(repository, branch)?.hash;
  return {
    ...pullRequest,
    source: {
      ...pullRequest.source,
      hash: tipOf(source, pullRequest.source.branch) ?? pullRequest.source.hash,
    },
    destination: {
      ...pullRequest.destination,
      hash:
        tipOf(destination, pullRequest.destination.branch) ??
        pullRequest.destination.hash,
    },
  };
}

/** Returns a pull request as lists contain it, and as its own URL and events contain it. */
export function describePullRequest(
  context: Resources,
  destination: Repository,
  pullRequest: PullRequest,
): { listed: object; whole: object } {
  const { store } = context;
  const fresh = refreshPullRequest(context, destination, pullRequest);
  const source = store.repositories.findByUuid(fresh.source.repository);
  const listed = pullRequestBody(fresh, { source, destination }, context);
  return { listed, whole: { ...listed, ...reviewerFields(fresh, context) } };
}
