import {
  type BitbucketEnvironment,
  type BitbucketPerson,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { type BitbucketBranchRestriction } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { matchesBranch } from './matchesBranch';
import { isUnread } from './plannedReads';
import { type Fact, type ScorecardFacts } from './ScorecardFacts';
import { type Known, type SourceAnswers } from './SourceAnswers';

/** Kinds that keep people from changing a branch without a pull request or an approval. */
const PROTECTING = [
  'push',
  'restrict_merges',
  'require_approvals_to_merge',
  'require_default_reviewer_approvals_to_merge',
  'require_review_group_approvals_to_merge',
];
/** The types of the main branch in a branching model. */
const MAIN_TYPES = ['development', 'production'];
/** As many as the list of pipelines contains. */
const LISTED_PIPELINES = 50;

/** Where a component is, for its facts. */
export interface FactsPlace {
  repository: string;
  url: string;
  mainBranch: string;
  /** The uuids of the accounts of the owner; undefined if the catalog has no such owner. */
  ownerAccounts?: ReadonlySet<string>;
}

/** Turns the answers of Bitbucket into facts about a component. */
export function toFacts(
  answers: SourceAnswers,
  { mainBranch, ownerAccounts, repository, url }: FactsPlace,
): ScorecardFacts {
  return {
    repository,
    url,
    mainBranch,
    isMainBranchProtected: {
      ...factOf(answers.restrictions, list =>
        list.some(each => protects(each, mainBranch)),
      ),
      ...(answers.restrictions?.data === undefined &&
        answers.restrictions?.problem?.kind === 'rejected' && {
          problem:
            'The portal cannot read branch restrictions: its credentials are not those of an administrator of the repository.',
        }),
    },
    hasCodeOwners: factOf(answers.codeOwners, found => found !== 'none'),
    defaultReviewers: factOf(answers.reviewers, list => ({
      total: list.length,
      ...(ownerAccounts && { ofOwner: countOf(list, ownerAccounts) }),
    })),
    pipeline: factOf(answers.pipelines, list => {
      const latest = list.find(
        ({ endedAt, ref }) => ref === mainBranch && endedAt !== undefined,
      );
      if (latest) {
        const { number, state, url: page } = latest;
        return { number, state, url: page };
      }
      return list.length < LISTED_PIPELINES ? 'none' : undefined;
    }),
    deployment: factOf(answers.environments, lastDeployment),
    pullRequest: pullRequestFact(answers),
  };
}

/** Returns whether a fact was never read. */
export function hasUnread(facts: ScorecardFacts): boolean {
  return [
    facts.isMainBranchProtected,
    facts.hasCodeOwners,
    facts.defaultReviewers,
    facts.pipeline,
    facts.deployment,
    facts.pullRequest,
  ].some(isUnread);
}

/** @param read - returns undefined if the data do not contain the fact */
function factOf<T, V>(
  known: Known<T> | undefined,
  read: (data: T) => V | undefined,
): Fact<V> {
  const { data, problem, readAt } = known ?? {};
  return {
    ...(data !== undefined && {
      value: read(data),
      readAt: new Date(readAt!).toISOString(),
    }),
    ...(problem && { problem: problem.message }),
  };
}

/** The newer of both answers. */
function pullRequestFact({
  pullRequest,
  pullRequests,
}: SourceAnswers): ScorecardFacts['pullRequest'] {
  const isListNewer =
    pullRequests?.data !== undefined &&
    pullRequests.readAt > (pullRequest?.readAt ?? 0);
  if (!isListNewer) {
    return factOf(pullRequest, found => found);
  }
  return factOf(pullRequests, ({ pullRequests: list }) => {
    const [oldest] = [...list].sort(
      (a, b) => Date.parse(a.createdAt) - Date.parse(b.createdAt),
    );
    return oldest
      ? { id: oldest.id, createdAt: oldest.createdAt }
      : ('none' as const);
  });
}

function protects(
  { branchType, kind, pattern }: BitbucketBranchRestriction,
  mainBranch: string,
): boolean {
  return (
    PROTECTING.includes(kind) &&
    (branchType !== undefined
      ? MAIN_TYPES.includes(branchType)
      : matchesBranch(pattern ?? '', mainBranch))
  );
}

function countOf(
  people: BitbucketPerson[],
  accounts: ReadonlySet<string>,
): number {
  return people.filter(({ uuid }) => uuid && accounts.has(uuid)).length;
}

function lastDeployment(
  environments: BitbucketEnvironment[],
): ScorecardFacts['deployment']['value'] {
  const production = environments.filter(({ type }) => type === 'Production');
  const [last] = (production.length > 0 ? production : environments)
    .flatMap(({ current, name }) => {
      const endedAt = current?.endedAt ?? current?.startedAt;
      return endedAt ? [{ environment: name, endedAt }] : [];
    })
    .sort((a, b) => Date.parse(b.endedAt) - Date.parse(a.endedAt));
  return last ?? 'none';
}
