import {
  type BitbucketCheckResult,
  type BitbucketScorecard,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-common';

/** The number of checks by state. */
export interface CheckCounts {
  passed: number;
  failed: number;
  unknown: number;
  /** Not read yet. They are not unknown. */
  unread: number;
}

/** Counts the checks of components. */
export function countChecks(
  scorecards: readonly BitbucketScorecard[],
): CheckCounts {
  const counts = { passed: 0, failed: 0, unknown: 0, unread: 0 };
  for (const check of scorecards.flatMap(({ checks }) => checks)) {
    counts[check.expectedAt ? 'unread' : check.state] += 1;
  }
  return counts;
}

/** Describes the counts, for example `3 of 5 checks passed, 1 unknown, 2 not read yet`. */
export function describeCounts({
  failed,
  passed,
  unknown,
  unread,
}: CheckCounts) {
  const known = passed + failed;
  const text = `${passed} of ${known} ${
    known === 1 ? 'check' : 'checks'
  } passed`;
  return [
    text,
    ...(unknown > 0 ? [`${unknown} unknown`] : []),
    ...(unread > 0 ? [`${unread} not read yet`] : []),
  ].join(', ');
}

/** Returns the state of a check as a text. */
export function textOfState({ expectedAt, state }: BitbucketCheckResult) {
  return expectedAt ? 'not read yet' : state;
}
