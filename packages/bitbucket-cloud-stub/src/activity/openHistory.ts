import { textFile } from '../git/objects';
import type { SeedPullRequest } from '../model/activity';
import type { Repository } from '../model/types';
import { createCommit, type Commit } from '../store/Commit';
import { mainBranchOf, type LiveRepository } from '../store/LiveRepository';
import type { PullRequest } from '../store/PullRequest';
import type { ActivityContext } from './ActivityContext';
import { openPullRequest } from './openPullRequest';

interface Moment {
  at: number;
  happen(): void;
}

/** Adds the seeded pull requests of a repository to its initial state, with their commits and branches. */
export function openHistory(
  live: LiveRepository,
  repository: Repository,
  [activity, pullRequests]: [ActivityContext, readonly SeedPullRequest[]],
): void {
  const main = mainBranchOf(repository);
  const tip = () => live.commits.get(live.branches.get(main) ?? '');
  if (!tip()) {
    return;
  }
  const sorted = [...pullRequests].sort(
    (a, b) => activity.before(a.created) - activity.before(b.created),
  );
  const moments = sorted.flatMap((seed, index) => {
    let opened: PullRequest;
    const open: Moment = {
      at: activity.before(seed.created),
      happen: () => {
        const base = tip()!;
        const commit = commitOn(activity, base, seed);
        live.commits.set(commit.hash, commit);
        live.branches.set(seed.branch, commit.hash);
        opened = openPullRequest(activity, repository, {
          ...{ id: index + 1, seed, base, commit, main },
        });
        live.pullRequests[index] = opened;
      },
    };
    const close: Moment = {
      at: activity.before(seed.updated ?? seed.created) + 1,
      happen: () => {
        live.branches.delete(seed.branch);
        if (seed.state === 'MERGED') {
          const merge = mergeOn(activity, [tip()!, opened.source.hash], seed);
          live.commits.set(merge.hash, merge);
          live.branches.set(main, merge.hash);
          live.updatedOn = merge.date;
          live.pullRequests[index] = { ...opened, mergeCommit: merge.hash };
        }
      },
    };
    return (seed.state ?? 'OPEN') === 'OPEN' ? [open] : [open, close];
  });
  moments.sort((a, b) => a.at - b.at).forEach(each => each.happen());
}

function commitOn(
  activity: ActivityContext,
  base: Commit,
  { title, author, created, files }: SeedPullRequest,
): Commit {
  return createCommit(
    {
      date: activity.dateBefore(created),
      message: title,
      author: activity.author(author),
      parents: [base.hash],
    },
    withFiles(base, files),
  );
}

function mergeOn(
  activity: ActivityContext,
  [base, source]: [base: Commit, source: string],
  { title, author, created, updated = created, files, branch }: SeedPullRequest,
): Commit {
  return createCommit(
    {
      date: activity.dateBefore(updated),
      message: `Merged in ${branch}\n\n${title}`,
      author: activity.author(author),
      parents: [base.hash, source],
    },
    withFiles(base, files),
  );
}

function withFiles(base: Commit, files: Record<string, string>) {
  const all = new Map(base.files);
  for (const [path, text] of Object.entries(files)) {
    all.set(path, textFile(text));
  }
  return all;
}
