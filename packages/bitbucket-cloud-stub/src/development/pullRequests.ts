import { z } from 'zod/v4';
import { accountOf, type Actor } from '../bodies/Actor';
import {
  declinePullRequest,
  savePullRequest,
} from '../changes/changePullRequest';
import { commentOnPullRequest } from '../changes/commentOnPullRequest';
import { mergePullRequest } from '../changes/mergePullRequest';
import {
  reviewPullRequest,
  withdrawReview,
} from '../changes/reviewPullRequest';
import type { StubContext } from '../context';
import { describePullRequest } from '../events/pullRequestResource';
import type { Repository } from '../model/types';
import { pushFiles } from '../push/pushFiles';
import { branchName, filePath } from '../seed/parts';
import { mainBranchOf } from '../store/LiveRepository';
import type { PullRequest } from '../store/PullRequest';
import { check } from './check';
import { findActor, findPlace } from '../events/findPlace';

/**
 * A pull request to open.
 *
 * @public
 */
export interface NewPullRequest {
  /** The title. */
  title: string;
  /** Defaults to an empty text. */
  description?: string;
  /** The source branch. A new one starts from the main branch, to which the pull request merges. */
  branch: string;
  /** Text of each file to push to the branch first, by path. Required for a new branch. */
  files?: Record<string, string>;
  /** Username, uuid or account ID of the author. Defaults to an owner of the workspace. */
  by?: string;
  /** The same of each reviewer. Defaults to none. */
  reviewers?: string[];
  /** Defaults to false. */
  draft?: boolean;
}

/**
 * What happens with an open pull request.
 *
 * @public
 */
export interface PullRequestMove {
  /** What happens. */
  action:
    | 'approve'
    | 'unapprove'
    | 'request-changes'
    | 'comment'
    | 'merge'
    | 'decline';
  /** Username, uuid or account ID of the person. Defaults to an owner of the workspace. */
  by?: string;
  /** Text of the comment, or the reason of a decline. */
  text?: string;
}

const newSchema: z.ZodType<NewPullRequest> = z.strictObject({
  title: z.string().trim().min(1).max(255),
  description: z.string().optional(),
  branch: branchName,
  files: z.record(filePath, z.string()).optional(),
  by: z.string().optional(),
  reviewers: z.array(z.string()).optional(),
  draft: z.boolean().optional(),
});

const moveSchema: z.ZodType<PullRequestMove> = z.strictObject({
  action: z.enum([
    'approve',
    'unapprove',
    'request-changes',
    'comment',
    'merge',
    'decline',
  ]),
  by: z.string().optional(),
  text: z.string().min(1).optional(),
});

/**
 * Opens a pull request, and sends `pullrequest:created`.
 *
 * @returns the pull request as the REST API returns it
 * @throws Error if the repository, the branch or a person does not exist.
 */
export async function openPullRequest(
  context: StubContext,
  [workspaceId, repositoryId]: [workspace: string, repository: string],
  fields: NewPullRequest,
): Promise<object> {
  const { store, clock } = context;
  const checked = check(newSchema, 'pull request', fields);
  const [workspace, repository] = findPlace(context, workspaceId, repositoryId);
  const actor = findActor(context, workspace, { id: checked.by });
  const { branch, files } = checked;
  if (files) {
    const push = { branch, files, message: checked.title, author: actor.uuid };
    await pushFiles(context, workspaceId, repositoryId, push);
  }
  const { repositories } = store;
  const main = mainBranchOf(repository);
  const source = repositories.findBranch(repository, branch);
  const destination = repositories.findBranch(repository, main);
  if (!source || !destination) {
    throw new Error(`branch: there is no branch "${branch}" or "${main}".`);
  }
  const date = new Date(clock.now()).toISOString();
  const opened: PullRequest = {
    id: repositories.pullRequestsOf(repository).length + 1,
    title: checked.title,
    description: checked.description ?? '',
    state: 'OPEN',
    draft: checked.draft ?? false,
    author: accountOf(actor),
    source: { repository: repository.uuid, branch, hash: source.hash },
    destination: { branch: main, hash: destination.hash },
    reviewers: (checked.reviewers ?? []).map(
      id => findActor(context, workspace, { id }).uuid,
    ),
    reviews: [],
    comments: [],
    tasks: [],
    updates: [],
    closeSourceBranch: true,
    createdOn: date,
    updatedOn: date,
  };
  const key = 'pullrequest:created';
  const saved = savePullRequest(context, [repository, opened], { key, actor });
  return describePullRequest(context, repository, saved).whole;
}

/**
 * Reviews, comments, merges or declines an open pull request, and sends the event.
 *
 * @returns the pull request as the REST API returns it
 * @throws Error if it does not exist, is closed, or cannot be merged.
 */
export function movePullRequest(
  context: StubContext,
  place: [workspace: string, repository: string, id: number],
  fields: PullRequestMove,
): object {
  const move = check(moveSchema, 'move', fields);
  const [workspace, repository] = findPlace(context, place[0], place[1]);
  const actor = findActor(context, workspace, { id: move.by });
  const pullRequest = context.store.repositories
    .pullRequestsOf(repository)
    .find(({ id }) => id === place[2]);
  if (pullRequest?.state !== 'OPEN') {
    throw new Error(`There is no open pull request ${place[2]}.`);
  }
  const after = apply(context, [repository, pullRequest], { ...move, actor });
  return describePullRequest(context, repository, after).whole;
}

function apply(
  context: StubContext,
  found: [Repository, PullRequest],
  { action, actor, text }: PullRequestMove & { actor: Actor },
): PullRequest {
  switch (action) {
    case 'approve':
      return reviewPullRequest(context, found, { state: 'approved', actor });
    case 'request-changes':
      return reviewPullRequest(context, found, {
        state: 'changes_requested',
        actor,
      });
    case 'unapprove':
      return (
        withdrawReview(context, found, { state: 'approved', actor }) ?? found[1]
      );
    case 'comment': {
      commentOnPullRequest(context, found, { actor, text: text ?? 'Thanks!' });
      const [repository, { id }] = found;
      return context.store.repositories.pullRequestsOf(repository)[id - 1];
    }
    case 'merge':
      return mergePullRequest(context, found, {
        strategy: 'merge_commit',
        message: undefined,
        closeSourceBranch: undefined,
        actor,
      });
    default:
      return declinePullRequest(context, found, { actor, reason: text });
  }
}
