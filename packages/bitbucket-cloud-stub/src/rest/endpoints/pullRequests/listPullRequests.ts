import { describePullRequest } from '../../../events/pullRequestResource';
import type { Repository } from '../../../model/types';
import type { PullRequest, PullRequestState } from '../../../store/PullRequest';
import type { Call, ListOptions } from '../../Call';
import { fieldsNamed } from '../../query/select';
import { RestError } from '../../RestError';

const STATES = ['OPEN', 'MERGED', 'DECLINED', 'SUPERSEDED'];

const FIELDS = fieldsNamed(
  'id',
  'title',
  'description',
  'state',
  'draft',
  'author.uuid',
  'author.account_id',
  'author.nickname',
  'author.display_name',
  'source.branch.name',
  'source.commit.hash',
  'source.repository.full_name',
  'destination.branch.name',
  'destination.commit.hash',
  'destination.repository.full_name',
  'reviewers.uuid',
  'reviewers.account_id',
  'reviewers.nickname',
  'participants.user.uuid',
  'participants.role',
  'participants.approved',
  'participants.state',
  'comment_count',
  'task_count',
  'close_source_branch',
  'created_on',
  'updated_on',
);

type Item = [Repository, PullRequest];

const OPTIONS: ListOptions<Item> = {
  filter: FIELDS,
  sort: FIELDS,
  sortValues: {
    created_on: ([, each]) => each.createdOn,
    updated_on: ([, each]) => each.updatedOn,
  },
  // Seen at the live service, which rejects more with a 400.
  pageLength: { byDefault: 10, most: 50 },
};

/** Sends a page of those pull requests that have the requested states; without the parameter `state`, the open ones. */
export function listPullRequests(call: Call, all: Item[]): Response {
  const states = readStates(call);
  return call.sendList(
    all.filter(([, { state }]) => states.includes(state)),
    ([repository, pullRequest]) => {
      const { listed, whole } = describePullRequest(
        call.context,
        repository,
        pullRequest,
      );
      return { body: listed, full: () => whole };
    },
    OPTIONS,
  );
}

function readStates({ url }: Call): PullRequestState[] {
  const states = url.searchParams
    .getAll('state')
    .map(state => state.toUpperCase());
  const unknown = states.find(state => !STATES.includes(state));
  if (unknown !== undefined) {
    throw new RestError(
      400,
      `Invalid value for state: it must be one of ${STATES.join(', ')}.`,
    );
  }
  return states.length > 0 ? (states as PullRequestState[]) : ['OPEN'];
}
