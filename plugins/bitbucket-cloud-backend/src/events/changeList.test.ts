import { type BitbucketPullRequest } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { changeList } from './changeList';

const OPEN = 'pull-requests:open';
const MERGED = 'pull-requests:merged';

function pullRequest(
  id: number,
  more: Partial<BitbucketPullRequest> = {},
): BitbucketPullRequest {
  return {
    repository: 'globex/booking',
    id,
    title: `Change ${id}`,
    url: `https://bitbucket.org/globex/booking/pull-requests/${id}`,
    state: 'open',
    reviewers: [],
    createdAt: '2026-12-01T08:00:00Z',
    updatedAt: `2026-12-01T0${id}:00:00Z`,
    comments: 0,
    tasks: 0,
    ...more,
  };
}

const list = { pullRequests: [pullRequest(2), pullRequest(1)], hasMore: false };
const later = '2026-12-01T09:00:00Z';

/** Returns the ids and the titles of the list after an event. */
function after(
  question: string,
  name: string,
  changed: BitbucketPullRequest,
): string[] | undefined {
  const event = { key: `pullrequest:${name}`, pullRequest: changed };
  return changeList(list, question, event)?.pullRequests.map(
    ({ id, title }) => `${id} ${title}`,
  );
}

it.each([
  ['created', pullRequest(3), ['3 Change 3', '2 Change 2', '1 Change 1']],
  [
    'updated',
    pullRequest(1, { title: 'New', updatedAt: later }),
    ['1 New', '2 Change 2'],
  ],
  ['approved', pullRequest(2, { title: 'Same time' }), expect.any(Array)],
  ['fulfilled', pullRequest(2, { state: 'merged' }), ['1 Change 1']],
  ['rejected', pullRequest(7, { state: 'declined' }), expect.any(Array)],
])('changes the open pull requests after %s', (name, changed, expected) => {
  expect(after(OPEN, name, changed)).toEqual(expected);
});

it.each([
  [
    'is older than the list',
    'updated',
    pullRequest(2, { updatedAt: '2026-12-01T01:30:00Z' }),
  ],
  ['could bring back a merged pull request', 'updated', pullRequest(5)],
  ['contradicts itself', 'fulfilled', pullRequest(2)],
  [
    'is about another state',
    'updated',
    pullRequest(2, { state: 'superseded' }),
  ],
])('does not use an event that %s', (_, name, changed) => {
  expect(after(OPEN, name, changed)).toBeUndefined();
});

it('adds a merged pull request to the merged ones, of which it keeps 50', () => {
  const merged = pullRequest(9, { state: 'merged' });
  expect(after(MERGED, 'fulfilled', merged)).toHaveLength(3);
  expect(after(MERGED, 'updated', pullRequest(1))).toBeUndefined();
  const full = {
    pullRequests: Array.from({ length: 50 }, (_, index) =>
      pullRequest(index + 10, { updatedAt: '2026-12-01T01:00:00Z' }),
    ),
    hasMore: false,
  };
  const event = { key: 'pullrequest:fulfilled', pullRequest: merged };
  const changed = changeList(full, MERGED, event);
  expect(changed?.pullRequests).toHaveLength(50);
  expect(changed?.pullRequests[0].id).toBe(9);
  expect(changed?.hasMore).toBe(true);
});
