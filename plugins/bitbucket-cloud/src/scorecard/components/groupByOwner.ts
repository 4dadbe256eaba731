import { type BitbucketScorecard } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { countChecks } from './countChecks';

/** The components of a team. */
export interface TeamScorecards {
  /** The full reference; undefined for components without an owner. */
  owner?: string;
  scorecards: BitbucketScorecard[];
}

/**
 * Groups components by owner: first the owners of the user, then those with the most failed checks.
 *
 * @param ownOwners - the full references of the user and the groups of the user
 */
export function groupByOwner(
  scorecards: readonly BitbucketScorecard[],
  ownOwners: readonly string[],
): TeamScorecards[] {
  const teams = new Map<string | undefined, BitbucketScorecard[]>();
  for (const scorecard of scorecards) {
    const { owner } = scorecard;
    teams.set(owner, [...(teams.get(owner) ?? []), scorecard]);
  }
  const rank = ({ owner }: TeamScorecards) =>
    owner !== undefined && ownOwners.includes(owner) ? 0 : 1;
  return [...teams]
    .map(([owner, own]) => ({ owner, scorecards: own }))
    .sort(
      (a, b) =>
        rank(a) - rank(b) ||
        countChecks(b.scorecards).failed - countChecks(a.scorecards).failed ||
        (a.owner ?? '').localeCompare(b.owner ?? ''),
    );
}
