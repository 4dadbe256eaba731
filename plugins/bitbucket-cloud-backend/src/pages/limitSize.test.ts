import { type BitbucketPullRequest } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { limitSize } from './limitSize';

const list = (count: number, reviewers: number) => ({
  pullRequests: Array.from(
    { length: count },
    (_, index): BitbucketPullRequest => ({
      repository: 'acme/shop',
      id: index,
      title: 'a',
      url: 'https://bitbucket.org/acme/shop/pull-requests/1',
      state: 'open',
      reviewers: Array.from({ length: reviewers }, () => ({
        name: 'a'.repeat(100),
        review: 'waiting',
      })),
      createdAt: '2026-01-01T00:00:00Z',
      updatedAt: '2026-01-01T00:00:00Z',
      comments: 0,
      tasks: 0,
    }),
  ),
  hasMore: false,
});

it('keeps 200 pull requests with 20 reviewers each', () => {
  const all = list(200, 20);
  expect(limitSize(all)).toEqual(all);
});

it('returns at most 1 MiB of pull requests with many reviewers', () => {
  const all = list(200, 500);
  const { hasMore, pullRequests } = limitSize(all);
  expect(hasMore).toBe(true);
  expect(pullRequests.length).toBeGreaterThan(0);
  expect(pullRequests).toEqual(all.pullRequests.slice(0, pullRequests.length));
  expect(JSON.stringify(pullRequests).length).toBeLessThan(1024 * 1024 + 1000);
});
