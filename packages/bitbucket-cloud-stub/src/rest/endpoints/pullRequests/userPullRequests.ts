import type { Repository } from '../../../model/types';
import type { PullRequest } from '../../../store/PullRequest';
import { RestError } from '../../RestError';
import type { RestEndpoint } from '../RestEndpoint';
import { listPullRequests } from './listPullRequests';

/** The pull requests of a workspace that a person created. */
export const USER_PULL_REQUEST_ENDPOINTS: readonly RestEndpoint[] = [
  {
    method: 'GET',
    path: '/workspaces/{workspace}/pullrequests/{selected_user}',
    scopes: ['pullrequest'],
    respond: call => {
      const { store } = call.context;
      const workspace = call.ownWorkspace();
      const id = call.param('selected_user');
      const person = store.findPerson(id);
      if (!person || person.removed) {
        throw new RestError(404, `No user with identifier '${id}'.`);
      }
      const found = store.repositories
        .of(workspace.slug)
        .filter(each => store.repositories.mayHavePullRequests(each))
        .filter(each => call.seesRepository(each))
        .flatMap(repository =>
          store.repositories
            .pullRequestsOf(repository)
            .filter(({ author }) => author.uuid === person.uuid)
            .map((each): [Repository, PullRequest] => [repository, each]),
        );
      return listPullRequests(call, found.sort(byDate));
    },
  },
];

function byDate(
  [, a]: [Repository, PullRequest],
  [, b]: [Repository, PullRequest],
) {
  return a.createdOn < b.createdOn ? 1 : -1;
}
