import { accountOf, type Actor } from '../bodies/Actor';
import { commentBody } from '../bodies/commentBodies';
import { describePullRequest } from '../events/pullRequestResource';
import { sendEvent, type EventContext } from '../events/sendEvent';
import type { WebhookEvent } from '../model/webhookEvents';
import type { Repository } from '../model/types';
import type { Comment, PullRequest } from '../store/PullRequest';

/** How many ids of comments and tasks each pull request has. */
export const IDS_OF_EACH = 10_000;

/** Adds a comment to a pull request, and sends `pullrequest:comment_created`. */
export function commentOnPullRequest(
  context: EventContext,
  [repository, before]: [Repository, PullRequest],
  fields: Pick<Comment, 'text' | 'inline' | 'parent'> & { actor: Actor },
): Comment {
  const { actor, ...rest } = fields;
  const date = new Date(context.clock.now()).toISOString();
  const comment: Comment = {
    ...rest,
    id: before.id * IDS_OF_EACH + before.comments.length + 1,
    account: accountOf(actor),
    createdOn: date,
    updatedOn: date,
  };
  saveComment(context, [repository, before], {
    ...{ comment, actor, key: 'pullrequest:comment_created' },
  });
  return comment;
}

/** Adds a comment, or replaces the one with the same id, and sends an event. */
export function saveComment(
  context: EventContext,
  [repository, before]: [Repository, PullRequest],
  change: { comment: Comment; actor: Actor; key: WebhookEvent },
): void {
  const { comment, actor, key } = change;
  const isKnown = before.comments.some(({ id }) => id === comment.id);
  const after: PullRequest = {
    ...before,
    comments: isKnown
      ? before.comments.map(each => (each.id === comment.id ? comment : each))
      : [...before.comments, comment],
    updatedOn: comment.updatedOn,
  };
  context.store.repositories.setPullRequest(repository, after);
  const { whole } = describePullRequest(context, repository, after);
  void sendEvent(context, repository, {
    key,
    actor,
    more: {
      pullrequest: whole,
      comment: commentBody(context, [repository, after], comment),
    },
  });
}
