import type { Repository } from '../model/types';
import type { Comment, PullRequest, Task } from '../store/PullRequest';
import { accountBody } from './accountBody';
import { condensedPullRequestBody } from './pullRequestBodies';
import { renderText } from './renderText';
import type { Resources } from './Resources';

/** Returns a comment of a pull request. A deleted comment has no text. */
export function commentBody(
  context: Resources,
  [repository, pullRequest]: [Repository, PullRequest],
  comment: Comment,
) {
  const about = condensedPullRequestBody(pullRequest, repository, context);
  const { id, parent, inline, resolution, isDeleted = false } = comment;
  return {
    type: 'pullrequest_comment',
    id,
    created_on: comment.createdOn,
    updated_on: comment.updatedOn,
    content: renderText(isDeleted ? '' : comment.text),
    user: accountBody(context, comment.account),
    deleted: isDeleted,
    pending: false,
    ...(inline ? { inline } : {}),
    ...(parent === undefined
      ? {}
      : {
          parent: {
            type: 'pullrequest_comment',
            ...linkedComment(about, parent),
          },
        }),
    ...(resolution ? { resolution: resolutionBody(context, resolution) } : {}),
    pullrequest: about,
    links: linkedComment(about, id).links,
  };
}

/** Returns who resolved a comment, and when. */
export function resolutionBody(
  context: Resources,
  { account, date }: NonNullable<Comment['resolution']>,
) {
  return {
    type: 'comment_resolution',
    user: accountBody(context, account),
    created_on: date,
  };
}

/** Returns a task of a pull request. */
export function taskBody(
  context: Resources,
  [repository, pullRequest]: [Repository, PullRequest],
  task: Task,
) {
  const about = condensedPullRequestBody(pullRequest, repository, context);
  const { id, comment, resolution } = task;
  return {
    id,
    created_on: task.createdOn,
    updated_on: task.updatedOn,
    state: resolution ? 'RESOLVED' : 'UNRESOLVED',
    content: renderText(task.text),
    creator: accountBody(context, task.account),
    pending: false,
    ...(resolution
      ? {
          resolved_on: resolution.date,
          resolved_by: accountBody(context, resolution.account),
        }
      : {}),
    ...(comment === undefined
      ? {}
      : {
          comment: {
            type: 'pullrequest_comment',
            ...linkedComment(about, comment),
          },
        }),
    links: {
      self: { href: `${about.links.self.href}/tasks/${id}` },
      html: { href: `${about.links.html.href}/_/tasks/${id}` },
    },
  };
}

function linkedComment(
  { links }: ReturnType<typeof condensedPullRequestBody>,
  id: number,
) {
  return {
    id,
    links: {
      self: { href: `${links.self.href}/comments/${id}` },
      html: { href: `${links.html.href}/_/diff#comment-${id}` },
    },
  };
}
