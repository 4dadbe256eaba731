import {
  type BitbucketHome,
  type BitbucketHomePipeline,
  type BitbucketHomePullRequest,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-common';

const components = [
  { entityRef: 'component:default/booking', title: 'Booking' },
];

/** A pull request with the components of its repository. */
export function homePullRequest(
  id: number,
  change: Partial<BitbucketHomePullRequest> = {},
): BitbucketHomePullRequest {
  return {
    repository: 'harbour-bikes/booking',
    components,
    id,
    title: `Change ${id}`,
    url: `https://bitbucket.org/harbour-bikes/booking/pull-requests/${id}`,
    state: 'open',
    author: { name: 'Kit Marlowe' },
    reviewers: [],
    createdAt: '2026-11-01T08:00:00Z',
    updatedAt: `2026-11-0${id}T08:00:00Z`,
    comments: 0,
    tasks: 0,
    ...change,
  };
}

/** A failed pipeline with the components of its repository. */
export function homePipeline(number: number): BitbucketHomePipeline {
  return {
    repository: 'harbour-bikes/booking',
    components,
    uuid: `{${number}}`,
    number,
    url: `https://bitbucket.org/harbour-bikes/booking/pipelines/results/${number}`,
    state: 'failed',
    ref: 'main',
    trigger: 'push',
    createdAt: `2026-11-0${number}T08:00:00Z`,
  };
}

/** What concerns a user. */
export function home(change: Partial<BitbucketHome> = {}): BitbucketHome {
  return {
    isLinked: true,
    reviews: [],
    pullRequests: [],
    pipelines: [],
    repositories: 3,
    failed: [],
    renamed: [],
    unread: 0,
    leftOut: 0,
    ...change,
  };
}
