import { accountOf, type Actor } from '../bodies/Actor';
import type { EventContext } from '../events/sendEvent';
import { sendPush } from '../events/sendPush';
import type { Repository } from '../model/types';
import { createCommit, type Commit } from '../store/Commit';
import type { PullRequest } from '../store/PullRequest';
import { savePullRequest } from './changePullRequest';
import { mergeFiles } from './mergeFiles';

/** How to merge. */
export interface MergeOptions {
  strategy: 'merge_commit' | 'squash' | 'fast_forward';
  message: string | undefined;
  closeSourceBranch: boolean | undefined;
  actor: Actor;
}

/**
 * Merges an open pull request, and sends `repo:push` and `pullrequest:fulfilled`.
 *
 * @throws Error if a branch no longer exists, or both branches changed a file.
 */
export function mergePullRequest(
  context: EventContext,
  [repository, pullRequest]: [Repository, PullRequest],
  options: MergeOptions,
): PullRequest {
  const { store, clock } = context;
  const { repositories } = store;
  const { actor } = options;
  const { branch } = pullRequest.destination;
  const from = repositories.findByUuid(pullRequest.source.repository);
  const source =
    from && repositories.findBranch(from, pullRequest.source.branch);
  const target = repositories.findBranch(repository, branch);
  if (!from || !source || !target) {
    throw new Error('A branch of the pull request no longer exists.');
  }
  const date = new Date(clock.now()).toISOString();
  repositories.addCommits(
    repository,
    repositories.commitsOf(from, [source]).reverse(),
  );
  const after = createMerge(context, [repository, pullRequest], {
    ...{ source, target, date, options },
  });
  repositories.addCommits(repository, [after]);
  repositories.setBranch(repository, branch, after.hash, date);
  const merged: PullRequest = {
    ...pullRequest,
    state: 'MERGED',
    mergeCommit: after.hash,
    closedBy: accountOf(actor),
    updatedOn: date,
    source: { ...pullRequest.source, hash: source.hash },
    destination: { branch, hash: target.hash },
  };
  const changes = [{ branch, before: target, after }];
  void sendPush(context, repository, changes, actor);
  if (options.closeSourceBranch ?? pullRequest.closeSourceBranch) {
    const name = pullRequest.source.branch;
    repositories.setBranch(from, name, undefined, date);
    const closed = { branch: name, before: source, after: undefined };
    void sendPush(context, from, [closed], actor);
  }
  return savePullRequest(context, [repository, merged], {
    key: 'pullrequest:fulfilled',
    actor,
  });
}

function createMerge(
  { store }: EventContext,
  [repository, { title, id }]: [Repository, PullRequest],
  parts: {
    source: Commit;
    target: Commit;
    date: string;
    options: MergeOptions;
  },
): Commit {
  const { repositories } = store;
  const { source, target, date, options } = parts;
  const { strategy, actor } = options;
  const known = new Set(repositories.commitsOf(repository, [target]));
  const base = repositories
    .commitsOf(repository, [source])
    .find(commit => known.has(commit));
  if (strategy === 'fast_forward') {
    if (base !== target) {
      throw new Error('The branches cannot be merged by fast-forward.');
    }
    return source;
  }
  const merged = mergeFiles(
    base?.files ?? new Map(),
    target.files,
    source.files,
  );
  if ('conflicts' in merged) {
    throw new Error(
      `You can't merge until you resolve all merge conflicts: ${merged.conflicts.join(
        ', ',
      )}`,
    );
  }
  const parents =
    strategy === 'squash' ? [target.hash] : [target.hash, source.hash];
  const message = options.message ?? `Merged in ${title} (pull request #${id})`;
  return createCommit({ date, message, author: actor, parents }, merged.files);
}
