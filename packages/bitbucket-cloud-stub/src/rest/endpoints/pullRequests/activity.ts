import { accountBody } from '../../../bodies/accountBody';
import { commentBody } from '../../../bodies/commentBodies';
import { condensedPullRequestBody } from '../../../bodies/pullRequestBodies';
import { condensedCommitBody } from '../../../bodies/repositoryBodies';
import type { Repository } from '../../../model/types';
import type { PullRequest, Update } from '../../../store/PullRequest';
import type { Call } from '../../Call';
import type { RestEndpoint } from '../RestEndpoint';
import { findPullRequest, PULL_REQUEST, PULL_REQUESTS } from './find';

interface Entry {
  date: string;
  body: object;
}

/** What happened with pull requests: updates, comments, approvals and requests for changes. */
export const ACTIVITY_ENDPOINTS: readonly RestEndpoint[] = [
  {
    method: 'GET',
    path: `${PULL_REQUEST}/activity`,
    scopes: ['pullrequest'],
    respond: call => send(call, entriesOf(call, findPullRequest(call))),
  },
  {
    method: 'GET',
    path: `${PULL_REQUESTS}/activity`,
    scopes: ['pullrequest'],
    respond: call => {
      const repository = call.repository();
      const all = call.context.store.repositories.pullRequestsOf(repository);
      return send(
        call,
        all.flatMap(each => entriesOf(call, [repository, each])),
      );
    },
  },
];

function send(call: Call, entries: Entry[]): Response {
  return call.sendList(
    entries.sort((a, b) => (a.date < b.date ? 1 : -1)),
    ({ body }) => ({ body }),
    {
      ignoresQuery: true,
      isUncounted: true,
      pageLength: { byDefault: 10, most: 50 },
    },
  );
}

function entriesOf(
  { context }: Call,
  found: [Repository, PullRequest],
): Entry[] {
  const [repository, pullRequest] = found;
  const about = condensedPullRequestBody(pullRequest, repository, context);
  const entry = (date: string, name: string, value: object): Entry => ({
    date,
    body: { [name]: value, pull_request: about },
  });
  return [
    ...pullRequest.updates.map(each =>
      entry(each.date, 'update', updateBody(context, found, each)),
    ),
    ...pullRequest.comments.map(each =>
      entry(each.createdOn, 'comment', commentBody(context, found, each)),
    ),
    ...pullRequest.reviews.map(({ state, date, account }) =>
      entry(date, state === 'approved' ? 'approval' : 'changes_requested', {
        date,
        user: accountBody(context, account),
        pullrequest: about,
      }),
    ),
  ];
}

function updateBody(
  context: Call['context'],
  [repository, { description, reason = '', source, destination }]: [
    Repository,
    PullRequest,
  ],
  { account, date, state, title, hash }: Update,
) {
  const end = (branch: string, commit: string) => ({
    branch: { name: branch },
    commit: condensedCommitBody(repository, { hash: commit }, context.site),
  });
  return {
    title,
    description,
    reason,
    state,
    author: accountBody(context, account),
    date,
    source: end(source.branch, hash),
    destination: end(destination.branch, destination.hash),
  };
}
