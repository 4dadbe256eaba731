import {
  type BitbucketPipeline,
  type BitbucketPullRequest,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { findRedPipelines, waitsForReview } from './findOwn';

const ME = '{11111111-1111-4111-8111-111111111111}';
const DAY_MS = 24 * 60 * 60_000;

let number = 0;

function pipeline(change: Partial<BitbucketPipeline>): BitbucketPipeline {
  number += 1;
  return {
    repository: 'globex/booking',
    uuid: `{${number}}`,
    number,
    url: 'https://bitbucket.org/globex/booking/pipelines/results/1',
    state: 'failed',
    ref: 'main',
    trigger: 'push',
    createdAt: new Date().toISOString(),
    ...change,
  };
}

const mine = { creator: { name: 'Me', uuid: ME } };
const old = { createdAt: new Date(Date.now() - 15 * DAY_MS).toISOString() };

describe('findRedPipelines', () => {
  const find = (...pipelines: BitbucketPipeline[]) =>
    findRedPipelines(pipelines, { branches: ['feature'], uuid: ME }).length;

  it.each<[string, Partial<BitbucketPipeline>[], number]>([
    ['a failure that the user started', [mine], 1],
    ['a failure of another person', [{}], 0],
    ['a failure of a branch of the user', [{ ref: 'feature' }], 1],
    ['an old failure', [{ ...mine, ...old }], 0],
    ['an old failure of a branch of the user', [{ ref: 'feature', ...old }], 1],
    ['a failure that was repaired', [{ state: 'successful' }, mine], 0],
    ['a failure that was repeated', [{ state: 'running' }, mine], 1],
    ['only the last of two failures', [mine, mine], 1],
    [
      'failures of commits without a branch',
      [
        { ...mine, ref: undefined, commit: 'a' },
        { ...mine, ref: undefined, commit: 'b' },
      ],
      2,
    ],
  ])('finds %s', (_, changes, count) => {
    expect(find(...changes.map(pipeline))).toBe(count);
  });
});

describe('waitsForReview', () => {
  const reviewedBy = (change: object) =>
    ({
      state: 'open',
      reviewers: [{ name: 'Me', uuid: ME, review: 'waiting' }],
      ...change,
    } as BitbucketPullRequest);

  it.each<[object, boolean]>([
    [{}, true],
    [{ state: 'draft' }, false],
    [{ reviewers: [] }, false],
    [{ reviewers: [{ name: 'Me', uuid: ME, review: 'approved' }] }, false],
    [
      {
        reviewers: [{ name: 'Me', uuid: ME, review: 'changes requested' }],
      },
      false,
    ],
    [{ reviewers: [{ name: 'Me', review: 'waiting' }] }, false],
  ])('returns for %j: %p', (change, expected) => {
    expect(waitsForReview(reviewedBy(change), ME)).toBe(expected);
  });
});
