import { type BitbucketPullRequest } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { type BitbucketPullRequestList } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { limitSize } from '../pages/limitSize';

/** A webhook about a pull request. */
export interface PullRequestEvent {
  /** For example `pullrequest:created`. */
  key: string;
  /** As it was when Bitbucket sent the webhook. */
  pullRequest: BitbucketPullRequest;
}

/** What removes a pull request from the open ones, and the list that contains it then. */
const ENDS = {
  'pullrequest:fulfilled': 'merged',
  'pullrequest:rejected': 'declined',
} as const;
/** Of merged or declined pull requests. */
const MOST_ENDED = 50;

/**
 * Returns a list of pull requests after an event, or undefined if the event does not show what the list contains now.
 *
 * @param question - of the list, for example `pull-requests:open`
 */
export function changeList(
  list: BitbucketPullRequestList,
  question: string,
  { key, pullRequest }: PullRequestEvent,
): BitbucketPullRequestList | undefined {
  const { id, state, updatedAt } = pullRequest;
  const known = list.pullRequests.find(each => each.id === id);
  if (known && Date.parse(known.updatedAt) > Date.parse(updatedAt)) {
    // The list is newer.
    return undefined;
  }
  const others = list.pullRequests.filter(each => each.id !== id);
  const ended = key in ENDS ? ENDS[key as keyof typeof ENDS] : undefined;
  if (question === 'pull-requests:open') {
    if (ended) {
      return state === ended ? { ...list, pullRequests: others } : undefined;
    }
    const isOpen = state === 'open' || state === 'draft';
    // A late event must not bring back a pull request that was merged.
    return isOpen && (known || key === 'pullrequest:created')
      ? limitSize({ ...list, pullRequests: sort([pullRequest, ...others]) })
      : undefined;
  }
  if (!ended || state !== ended || question !== `pull-requests:${ended}`) {
    return undefined;
  }
  const all = sort([pullRequest, ...others]);
  return limitSize({
    pullRequests: all.slice(0, MOST_ENDED),
    hasMore: list.hasMore || all.length > MOST_ENDED,
  });
}

/** The latest update first, as Bitbucket sorts. */
function sort(pullRequests: BitbucketPullRequest[]): BitbucketPullRequest[] {
  return pullRequests.sort(
    (a, b) => Date.parse(b.updatedAt) - Date.parse(a.updatedAt),
  );
}
