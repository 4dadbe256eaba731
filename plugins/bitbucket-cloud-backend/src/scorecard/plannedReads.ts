import { type BitbucketCheckId } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { type Fact, type ScorecardFacts } from './ScorecardFacts';

/** The calls that a pass can send for a repository. */
export const CALLS_OF_REPOSITORY = 3;

/** The facts in the order in which a pass reads those that were never read, each with the calls that it costs. */
const READS: {
  id: BitbucketCheckId;
  cost: number;
  factOf: (facts: ScorecardFacts) => Fact<unknown>;
}[] = [
  { id: 'main-branch', cost: 1, factOf: facts => facts.isMainBranchProtected },
  { id: 'code-owners', cost: 1, factOf: facts => facts.hasCodeOwners },
  { id: 'default-reviewers', cost: 1, factOf: facts => facts.defaultReviewers },
  { id: 'pipeline', cost: 1, factOf: facts => facts.pipeline },
  // The names of the environments cost a call of their own.
  { id: 'deployment', cost: 2, factOf: facts => facts.deployment },
  { id: 'pull-requests', cost: 1, factOf: facts => facts.pullRequest },
];

/** Returns whether a fact was never read. */
export function isUnread({ problem, readAt }: Fact<unknown>): boolean {
  return !problem && !readAt;
}

/**
 * Returns which of the next passes reads each fact that was never read; 1 is the next one. Pages that users open can read
 * them earlier.
 */
export function planReads(
  facts: ScorecardFacts,
): Map<BitbucketCheckId, number> {
  const planned = new Map<BitbucketCheckId, number>();
  let rest = READS.filter(({ factOf }) => isUnread(factOf(facts)));
  for (let pass = 1; rest.length > 0; pass += 1) {
    let calls = CALLS_OF_REPOSITORY;
    for (const { cost, id } of rest) {
      if (cost <= calls) {
        calls -= cost;
        planned.set(id, pass);
      }
    }
    rest = rest.filter(({ id }) => !planned.has(id));
  }
  return planned;
}
