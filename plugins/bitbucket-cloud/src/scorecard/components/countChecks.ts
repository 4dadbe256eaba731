import { type BitbucketScorecard } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';

/** The number of checks by state. */
export interface CheckCounts {
  passed: number;
  failed: number;
  unknown: number;
}

/** Counts the checks of components. */
export function countChecks(
  scorecards: readonly BitbucketScorecard[],
): CheckCounts {
  const counts = { passed: 0, failed: 0, unknown: 0 };
  for (const { state } of scorecards.flatMap(({ checks }) => checks)) {
    counts[state] += 1;
  }
  return counts;
}

/** Describes the counts, for example `3 of 5 checks passed, 1 unknown`. */
export function describeCounts({ failed, passed, unknown }: CheckCounts) {
  const known = passed + failed;
  const text = `${passed} of ${known} ${
    known === 1 ? 'check' : 'checks'
  } passed`;
  return unknown > 0 ? `${text}, ${unknown} unknown` : text;
}
