import type { SeedActivity, SeedPullRequest } from '../model/activity';
import type { Person, Repository } from '../model/types';

const STATES = ['pending', 'approved', 'changes_requested'] as const;

/** Generates open pull requests in one repository, an hour apart, each with a reviewer. */
export function generateActivity(
  { workspace, slug }: Repository,
  people: readonly Person[],
  count: number,
): SeedActivity {
  const pullRequests = Array.from({ length: count }, (_, index) => {
    const author = people[index % people.length].username;
    const reviewer = people[(index + 1) % people.length].username;
    return {
      title: `Change ${index + 1}`,
      author,
      branch: `feature/change-${index + 1}`,
      created: `${count - index}h`,
      ...(index % 10 === 9 ? { draft: true } : {}),
      ...(reviewer === author
        ? {}
        : { reviewers: { [reviewer]: STATES[index % STATES.length] } }),
      files: { [`changes/${index + 1}.md`]: `Change ${index + 1}\n` },
    } satisfies SeedPullRequest;
  });
  return {
    definitions: {},
    logs: {},
    repositories: [
      { repository: `${workspace}/${slug}`, pull_requests: pullRequests },
    ],
  };
}
