import {
  type BitbucketCheckResult,
  type BitbucketScorecard,
  type BitbucketScorecards,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-common';

export const titles: BitbucketScorecards['checks'] = [
  { id: 'main-branch', title: 'Main branch protected' },
  { id: 'pipeline', title: 'Pipeline' },
];

/** A scorecard with the two checks in these states. */
export function fakeScorecard(
  name: string,
  owner: string | undefined,
  states: BitbucketCheckResult['state'][],
): BitbucketScorecard {
  return {
    entityRef: `component:default/${name}`,
    title: name,
    owner,
    repository: `globex/${name}`,
    checks: states.map((state, index) => ({
      id: titles[index].id,
      state,
      message: `${titles[index].title} of ${name} is ${state}.`,
      url: 'https://bitbucket.org/globex/page',
      readAt: '2026-11-30T03:00:00Z',
    })),
  };
}
