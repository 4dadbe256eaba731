import {
  type BitbucketCheckId,
  type BitbucketCheckResult,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import { type ScorecardConfig } from './scorecardConfig';
import { planReads } from './plannedReads';
import { type Fact, type ScorecardFacts } from './ScorecardFacts';

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;

type Judgement = Pick<BitbucketCheckResult, 'message' | 'state' | 'url'>;

interface Rules extends ScorecardConfig {
  /** In milliseconds since 1970. */
  now: number;
  /** When the component was checked, in milliseconds since 1970. */
  checkedAt?: number;
}

const passed = (message: string): Judgement => ({ state: 'passed', message });
const failed = (message: string): Judgement => ({ state: 'failed', message });
const unknown = (message: string): Judgement => ({ state: 'unknown', message });

type Check = (
  facts: ScorecardFacts,
  rules: Rules,
) => { fact: Fact<unknown>; url: string; judge: () => Judgement };

const CHECKS: Record<BitbucketCheckId, Check> = {
  'main-branch': ({ isMainBranchProtected: fact, mainBranch, url }) => ({
    fact,
    url: `${url}/admin/branch-restrictions`,
    judge: () =>
      fact.value
        ? passed(`A branch restriction protects ${mainBranch}.`)
        : failed(
            `Everyone with write access can push to ${mainBranch}. Add a branch restriction.`,
          ),
  }),

  'code-owners': ({ hasCodeOwners: fact, mainBranch, url }) => ({
    fact,
    url: `${url}/src/${encodeURIComponent(
      mainBranch ?? 'HEAD',
    )}/.bitbucket/CODEOWNERS`,
    judge: () =>
      fact.value
        ? passed('The repository has code owners.')
        : {
            ...failed('Add the file .bitbucket/CODEOWNERS.'),
            url,
          },
  }),

  'default-reviewers': ({ defaultReviewers: fact, url }) => ({
    fact,
    url: `${url}/admin/pullrequests/default-reviewers`,
    judge: () => judgeReviewers(fact.value!),
  }),

  pipeline: ({ mainBranch, pipeline: fact, url }) => ({
    fact,
    url: `${url}/pipelines`,
    judge: () => {
      const { value } = fact;
      if (!value || value === 'none') {
        return failed(`No pipeline has run for ${mainBranch}.`);
      }
      const text = `Pipeline #${value.number} of ${mainBranch}`;
      return value.state === 'successful'
        ? { ...passed(`${text} succeeded.`), url: value.url }
        : {
            ...failed(
              value.state === 'failed'
                ? `${text} failed.`
                : `${text} is ${value.state}.`,
            ),
            url: value.url,
          };
    },
  }),

  deployment: ({ deployment: fact, url }, rules) => ({
    fact,
    url: `${url}/deployments`,
    judge: () => {
      const { value } = fact;
      if (!value || value === 'none') {
        return failed('Nothing was deployed.');
      }
      const days = daysSince(value.endedAt, rules.now);
      const text = `Deployed to ${value.environment} ${ago(days)}`;
      const limit = rules.deploymentWithinDays;
      return days <= limit
        ? passed(`${text}.`)
        : failed(`${text}. The limit is ${inDays(limit)}.`);
    },
  }),

  'pull-requests': ({ pullRequest: fact, url }, rules) => ({
    fact,
    url: `${url}/pull-requests`,
    judge: () => {
      const { value } = fact;
      if (!value || value === 'none') {
        return passed('No pull request is open.');
      }
      const days = daysSince(value.createdAt, rules.now);
      const text = `The oldest open pull request was created ${ago(days)}`;
      const limit = rules.pullRequestsWithinDays;
      return {
        ...(days <= limit
          ? passed(`${text}.`)
          : failed(`${text}. The limit is ${inDays(limit)}.`)),
        url: `${url}/pull-requests/${value.id}`,
      };
    },
  }),
};

/** Judges the facts of a component by the thresholds of the configuration. */
export function evaluate(
  facts: ScorecardFacts,
  rules: Rules,
): BitbucketCheckResult[] {
  const planned = planReads(facts);
  return rules.checks.map(id => {
    const { fact, url, judge } = CHECKS[id](facts, rules);
    const { problem, readAt, value } = fact;
    if (value !== undefined) {
      return { id, url, ...judge(), ...(readAt && { readAt }) };
    }
    const pass = planned.get(id);
    return pass === undefined || rules.checkedAt === undefined
      ? {
          id,
          url,
          // A fact that was read can be unknown, too: for example, if none of the latest pipelines is of the main branch.
          ...unknown(
            problem ?? 'The portal cannot find this in what it has read.',
          ),
          ...(readAt && { readAt }),
        }
      : { id, url, ...explainUnread(rules.checkedAt + pass * DAY_MS, rules) };
  });
}

function explainUnread(time: number, { now }: Rules) {
  // A pass can wait for free calls.
  const at = Math.max(time, now);
  const hours = Math.ceil((at - now) / HOUR_MS);
  const when = hours > 1 ? `in about ${hours} hours` : 'within the next hour';
  return {
    ...unknown(
      `The portal has not read this yet. It reads at most three parts of a repository a day: this one ${when}, or when a user opens the pages of the component.`,
    ),
    expectedAt: new Date(at).toISOString(),
  };
}

function judgeReviewers({
  ofOwner,
  total,
}: NonNullable<ScorecardFacts['defaultReviewers']['value']>): Judgement {
  if (total === 0) {
    return failed(
      'The repository has no default reviewers. Add the members of the owner.',
    );
  }
  if (ofOwner === undefined) {
    return unknown('The owner of the component is not in the catalog.');
  }
  return ofOwner === total
    ? passed(
        total === 1
          ? 'The default reviewer belongs to the owner.'
          : `All ${total} default reviewers belong to the owner.`,
      )
    : failed(
        `${
          total - ofOwner
        } of ${total} default reviewers do not belong to the owner of the component.`,
      );
}

function daysSince(time: string, now: number): number {
  return Math.max(0, Math.floor((now - Date.parse(time)) / DAY_MS));
}

function ago(days: number): string {
  return days === 0 ? 'today' : `${inDays(days)} ago`;
}

function inDays(days: number): string {
  return days === 1 ? '1 day' : `${days} days`;
}
