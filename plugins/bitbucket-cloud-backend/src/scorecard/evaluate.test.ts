import { type ScorecardFacts } from './ScorecardFacts';
import { CHECK_TITLES } from './scorecardConfig';
import { evaluate } from './evaluate';
import { matchesBranch } from './matchesBranch';

const NOW = Date.parse('2026-11-30T12:00:00Z');
const readAt = '2026-11-30T03:00:00Z';
const facts: ScorecardFacts = {
  repository: 'globex/booking',
  url: 'https://bitbucket.org/globex/booking',
  mainBranch: 'main',
  isMainBranchProtected: {},
  hasCodeOwners: {},
  defaultReviewers: {},
  pipeline: {},
  deployment: {},
  pullRequest: {},
};

function judge(part: Partial<ScorecardFacts>) {
  const [name] = Object.keys(part);
  const ids = {
    isMainBranchProtected: 'main-branch',
    hasCodeOwners: 'code-owners',
    defaultReviewers: 'default-reviewers',
    pipeline: 'pipeline',
    deployment: 'deployment',
    pullRequest: 'pull-requests',
  } as const;
  const [{ message, state }] = evaluate(
    { ...facts, ...part },
    {
      checks: [ids[name as keyof typeof ids]],
      deploymentWithinDays: 30,
      pullRequestsWithinDays: 14,
      now: NOW,
    },
  );
  return `${state}: ${message}`;
}

describe('evaluate', () => {
  it.each([
    [
      { isMainBranchProtected: { value: true, readAt } },
      'passed: A branch restriction protects main.',
    ],
    [
      { isMainBranchProtected: { value: false, readAt } },
      'failed: Everyone with write access can push to main. Add a branch restriction.',
    ],
    [{ isMainBranchProtected: { problem: 'No right.' } }, 'unknown: No right.'],
    [
      { hasCodeOwners: { value: false, readAt } },
      'failed: Add the file .bitbucket/CODEOWNERS.',
    ],
    [
      { hasCodeOwners: { value: true, readAt, problem: 'Away.' } },
      'passed: The repository has code owners.',
    ],
    [
      { defaultReviewers: { value: { total: 0, ofOwner: 0 }, readAt } },
      'failed: The repository has no default reviewers. Add the members of the owner.',
    ],
    [
      { defaultReviewers: { value: { total: 2, ofOwner: 1 }, readAt } },
      'failed: 1 of 2 default reviewers do not belong to the owner of the component.',
    ],
    [
      { defaultReviewers: { value: { total: 2, ofOwner: 2 }, readAt } },
      'passed: All 2 default reviewers belong to the owner.',
    ],
    [
      { defaultReviewers: { value: { total: 2 }, readAt } },
      'unknown: The owner of the component is not in the catalog.',
    ],
    [
      { pipeline: { value: 'none', readAt } },
      'failed: No pipeline has run for main.',
    ],
    [
      {
        pipeline: {
          value: { state: 'stopped', number: 7, url: 'https://b/7' },
          readAt,
        },
      },
      'failed: Pipeline #7 of main is stopped.',
    ],
    [
      {
        deployment: {
          value: { environment: 'Production', endedAt: '2026-11-30T01:00:00Z' },
          readAt,
        },
      },
      'passed: Deployed to Production today.',
    ],
    [
      {
        deployment: {
          value: { environment: 'QA', endedAt: '2026-10-30T11:00:00Z' },
          readAt,
        },
      },
      'failed: Deployed to QA 31 days ago. The limit is 30 days.',
    ],
    [
      {
        pullRequest: {
          value: { id: 4, createdAt: '2026-11-16T12:00:00Z' },
          readAt,
        },
      },
      'passed: The oldest open pull request was created 14 days ago.',
    ],
    [
      { pullRequest: { value: 'none', readAt } },
      'passed: No pull request is open.',
    ],
  ] as [Partial<ScorecardFacts>, string][])(
    'judges %j: %s',
    (part, expected) => {
      expect(judge(part)).toBe(expected);
    },
  );

  it('knows every check', () => {
    const checks = Object.keys(CHECK_TITLES) as (keyof typeof CHECK_TITLES)[];
    expect(
      evaluate(facts, {
        checks,
        deploymentWithinDays: 30,
        pullRequestsWithinDays: 14,
        now: NOW,
      }).map(({ state }) => state),
    ).toEqual(checks.map(() => 'unknown'));
  });
});

describe('matchesBranch', () => {
  it.each([
    ['main', 'main', true],
    ['main', 'main2', false],
    ['', 'main', false],
    ['*', 'main', true],
    ['**', 'main', true],
    ['ma*', 'main', true],
    ['*in', 'main', true],
    ['m*n', 'main', true],
    ['main*main', 'main', false],
    ['*a*i*', 'main', true],
    ['*i*a*', 'main', false],
    ['*.x', 'main', false],
    ['release/*/*-fix', 'release/1/b-fix', true],
  ])('matches with the pattern %s the branch %s: %p', (pattern, branch, is) => {
    expect(matchesBranch(pattern, branch)).toBe(is);
  });

  it('takes little time for a pattern with many stars', () => {
    const started = performance.now();
    expect(matchesBranch(`${'a*'.repeat(25)}b`, 'a'.repeat(200))).toBe(false);
    expect(performance.now() - started).toBeLessThan(100);
  });
});
