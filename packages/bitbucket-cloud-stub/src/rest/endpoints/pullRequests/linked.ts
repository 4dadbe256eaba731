import { apiUrlOf } from '../../../bodies/repositoryBodies';
import { describeCommit } from '../../../events/repositoryResource';
import { refreshPullRequest } from '../../../events/pullRequestResource';
import type { Repository } from '../../../model/types';
import type { PullRequest } from '../../../store/PullRequest';
import type { Call } from '../../Call';
import { sendStatuses } from '../statuses/sendStatuses';
import type { RestEndpoint } from '../RestEndpoint';
import { findPullRequest, PULL_REQUEST } from './find';

/** The commits, build statuses, changed files and conflicts of pull requests. */
export const LINKED_ENDPOINTS: readonly RestEndpoint[] = [
  {
    method: 'GET',
    path: `${PULL_REQUEST}/commits`,
    scopes: ['pullrequest'],
    respond: call => {
      const { context } = call;
      const { repositories } = context.store;
      const [destination, pullRequest] = findFresh(call);
      const from =
        repositories.findByUuid(pullRequest.source.repository) ?? destination;
      const source = repositories.findCommit(from, pullRequest.source.hash);
      const target = repositories.findCommit(
        destination,
        pullRequest.destination.hash,
      );
      const commits =
        source && target
          ? repositories.commitsOf(from, [source], [target])
          : [];
      return call.sendList(
        commits,
        each => ({ body: describeCommit(context, from, each) }),
        { isUncounted: true, ignoresQuery: true },
      );
    },
  },
  {
    method: 'GET',
    path: `${PULL_REQUEST}/statuses`,
    scopes: ['pullrequest'],
    respond: call => {
      const [repository, { source }] = findFresh(call);
      return sendStatuses(call, repository, {
        hash: source.hash,
        refname: source.branch,
      });
    },
  },
  {
    method: 'GET',
    path: `${PULL_REQUEST}/diffstat`,
    scopes: ['pullrequest'],
    respond: call => redirect(call, 'diffstat'),
  },
  {
    method: 'GET',
    path: `${PULL_REQUEST}/conflicts`,
    scopes: ['pullrequest'],
    respond: call => redirect(call, 'file-conflicts'),
  },
];

function findFresh(call: Call): [Repository, PullRequest] {
  const [repository, found] = findPullRequest(call);
  return [repository, refreshPullRequest(call.context, repository, found)];
}

function redirect(call: Call, resource: string): Response {
  const [repository, { id, source, destination }] = findFresh(call);
  const from =
    call.context.store.repositories.findByUuid(source.repository) ?? repository;
  const spec = `${from.workspace}/${from.slug}:${source.hash}..${destination.hash}`;
  const url = new URL(
    `${apiUrlOf(repository, call.context.site)}/${resource}/${spec}`,
  );
  url.search = call.url.search;
  url.searchParams.set('from_pullrequest_id', String(id));
  url.searchParams.set('topic', 'true');
  return call.c.redirect(url.href, 302);
}
