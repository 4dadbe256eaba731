import type { Repository } from '../../../model/types';
import type { PullRequest } from '../../../store/PullRequest';
import type { Call } from '../../Call';
import { RestError } from '../../RestError';

/** The path of the pull requests of a repository. */
export const PULL_REQUESTS =
  '/repositories/{workspace}/{repo_slug}/pullrequests';

/** The path of one pull request. */
export const PULL_REQUEST = `${PULL_REQUESTS}/{pull_request_id}`;

/** Returns the repository and the pull request of the path. Throws a 404 if one does not exist. */
export function findPullRequest(call: Call): [Repository, PullRequest] {
  const repository = call.repository();
  const id = call.param('pull_request_id');
  const pullRequest = call.context.store.repositories
    .pullRequestsOf(repository)
    .find(each => String(each.id) === id);
  if (!pullRequest) {
    throw new RestError(404, `No pull request with the id '${id}'.`);
  }
  return [repository, pullRequest];
}

/** The same, but throws a 400 unless the pull request is open. */
export function findOpen(call: Call): [Repository, PullRequest] {
  const found = findPullRequest(call);
  if (found[1].state !== 'OPEN') {
    throw new RestError(400, 'This pull request is already closed.');
  }
  return found;
}
