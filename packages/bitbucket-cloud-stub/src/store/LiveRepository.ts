import type { Repository } from '../model/types';
import { textFile } from '../git/objects';
import { createCommit, type Commit } from './Commit';
import type { PullRequest } from './PullRequest';

/** The state of a repository that changes while the stub runs. */
export interface LiveRepository {
  /** Hashes by name. */
  branches: Map<string, string>;
  /** By hash; parents come before their children. */
  commits: Map<string, Commit>;
  /** Oldest first. */
  pullRequests: PullRequest[];
  /** Username, uuid or account ID of each default reviewer. */
  reviewers: string[];
  hasPipelines: boolean;
  updatedOn: string;
}

const LONG_AGO = '2020-01-01T00:00:00.000000+00:00';

/** Returns the name of the main branch, whether it exists yet or not. */
export function mainBranchOf(repository: Repository): string {
  return repository.mainbranch ?? 'main';
}

/** Returns the initial state of a repository. */
export function openRepository(
  repository: Repository,
  parent: Repository | undefined,
): LiveRepository {
  const { files = parent?.files, branches: others } = repository;
  const created = repository.created_on ?? LONG_AGO;
  const date = repository.updated_on ?? created;
  const branches = new Map<string, string>();
  const commits = new Map<string, Commit>();
  const all = {
    ...(files && { [mainBranchOf(repository)]: files }),
    ...others,
  };
  for (const [name, content] of Object.entries(all)) {
    const commit = createCommit(
      {
        date,
        message: 'As in the seed',
        author: { raw: 'Stub <stub@users.noreply.example>', uuid: undefined },
        // The main branch is the first one.
        parents: [...commits.keys()].slice(0, files ? 1 : 0),
      },
      Object.entries(content).map(([path, text]) => [path, textFile(text)]),
    );
    commits.set(commit.hash, commit);
    branches.set(name, commit.hash);
  }
  return {
    branches,
    commits,
    pullRequests: [],
    reviewers: repository.default_reviewers ?? [],
    hasPipelines: false,
    updatedOn: date,
  };
}

/** Returns a copy whose changes do not affect the original. */
export function copyRepository(live: LiveRepository): LiveRepository {
  return {
    ...live,
    branches: new Map(live.branches),
    commits: new Map(live.commits),
    pullRequests: [...live.pullRequests],
  };
}
