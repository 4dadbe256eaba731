import type { SeedPullRequest, SeedComment, SeedTask } from '../model/activity';
import type { Repository } from '../model/types';
import type { Commit } from '../store/Commit';
import type {
  Comment,
  PullRequest,
  Review,
  Task,
  Update,
} from '../store/PullRequest';
import type { ActivityContext } from './ActivityContext';

/** How many ids of comments and tasks each pull request has. */
const IDS = 10_000;

/** Returns a seeded pull request, in the state that it has when the stub starts. */
export function openPullRequest(
  activity: ActivityContext,
  repository: Repository,
  parts: {
    id: number;
    seed: SeedPullRequest;
    base: Commit;
    commit: Commit;
    main: string;
  },
): PullRequest {
  const { id, seed, base, commit, main } = parts;
  const { title, state = 'OPEN', created, updated = created } = seed;
  const author = activity.account(seed.author);
  const updatedOn = activity.dateBefore(updated);
  const reviewers = Object.entries(seed.reviewers ?? {});
  const closer = activity.account(reviewers[0]?.[0] ?? seed.author);
  const opened: Update = {
    account: author,
    date: activity.dateBefore(created),
    state: 'OPEN',
    title,
    hash: commit.hash,
  };
  const closed: Update = { ...opened, account: closer, date: updatedOn, state };
  return {
    id,
    title,
    description: seed.description ?? '',
    state,
    draft: seed.draft ?? false,
    author,
    source: {
      repository: repository.uuid,
      branch: seed.branch,
      hash: commit.hash,
    },
    destination: { branch: main, hash: base.hash },
    reviewers: reviewers.map(([name]) => activity.account(name).uuid),
    reviews: reviewers.flatMap(([name, review]): Review[] =>
      review === 'pending'
        ? []
        : [
            {
              account: activity.account(name),
              state: review,
              date: updatedOn,
            },
          ],
    ),
    comments: (seed.comments ?? []).map((each, index) =>
      openComment(activity, id * IDS + index + 1, each),
    ),
    tasks: (seed.tasks ?? []).map((each, index) =>
      openTask(activity, id * IDS + index + 1, each),
    ),
    updates: state === 'OPEN' ? [opened] : [opened, closed],
    closeSourceBranch: state !== 'OPEN' || id % 2 === 1,
    createdOn: opened.date,
    updatedOn,
    ...(state === 'OPEN' ? {} : { closedBy: closer }),
  };
}

function openComment(
  activity: ActivityContext,
  id: number,
  { by, created, text, inline, resolved = false }: SeedComment,
): Comment {
  const account = activity.account(by);
  const date = activity.dateBefore(created);
  return {
    ...{ id, account, text, createdOn: date, updatedOn: date },
    ...(inline ? { inline } : {}),
    ...(resolved ? { resolution: { account, date } } : {}),
  };
}

function openTask(
  activity: ActivityContext,
  id: number,
  { by, created, text, resolved = false }: SeedTask,
): Task {
  const account = activity.account(by);
  const date = activity.dateBefore(created);
  return {
    ...{ id, account, text, createdOn: date, updatedOn: date },
    ...(resolved ? { resolution: { account, date } } : {}),
  };
}
