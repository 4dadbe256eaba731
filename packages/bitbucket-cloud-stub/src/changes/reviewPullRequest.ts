import { accountOf, type Actor } from '../bodies/Actor';
import { describePullRequest } from '../events/pullRequestResource';
import { sendEvent, type EventContext } from '../events/sendEvent';
import type { WebhookEvent } from '../model/webhookEvents';
import type { Repository } from '../model/types';
import type { PullRequest, Review } from '../store/PullRequest';

const EVENTS: Record<
  Review['state'],
  [added: WebhookEvent, removed: WebhookEvent]
> = {
  approved: ['pullrequest:approved', 'pullrequest:unapproved'],
  changes_requested: [
    'pullrequest:changes_request_created',
    'pullrequest:changes_request_removed',
  ],
};

/**
 * Approves a pull request or requests changes, in place of an earlier review of the account, and sends the event.
 *
 * Source: https://support.atlassian.com/bitbucket-cloud/docs/event-payloads/#Approved
 */
export function reviewPullRequest(
  context: EventContext,
  [repository, before]: [Repository, PullRequest],
  { state, actor }: { state: Review['state']; actor: Actor },
): PullRequest {
  const date = new Date(context.clock.now()).toISOString();
  const review: Review = { account: accountOf(actor), state, date };
  const after: PullRequest = {
    ...before,
    reviews: [...without(before, actor), review],
    updatedOn: date,
  };
  context.store.repositories.setPullRequest(repository, after);
  send(context, [repository, after], { key: EVENTS[state][0], review, actor });
  return after;
}

/**
 * Withdraws the approval or the request for changes of an account, and sends the event.
 *
 * @returns undefined if the account has no such review
 */
export function withdrawReview(
  context: EventContext,
  [repository, before]: [Repository, PullRequest],
  { state, actor }: { state: Review['state']; actor: Actor },
): PullRequest | undefined {
  const review = before.reviews.find(
    each => each.account.uuid === actor.uuid && each.state === state,
  );
  if (!review) {
    return undefined;
  }
  const date = new Date(context.clock.now()).toISOString();
  const reviews = without(before, actor);
  const after: PullRequest = { ...before, reviews, updatedOn: date };
  context.store.repositories.setPullRequest(repository, after);
  const withdrawn = { ...review, date };
  const key = EVENTS[state][1];
  send(context, [repository, after], { key, review: withdrawn, actor });
  return after;
}

function without({ reviews }: PullRequest, { uuid }: Actor): Review[] {
  return reviews.filter(({ account }) => account.uuid !== uuid);
}

function send(
  context: EventContext,
  [repository, pullRequest]: [Repository, PullRequest],
  event: { key: WebhookEvent; review: Review; actor: Actor },
): void {
  const { key, review, actor } = event;
  const { whole } = describePullRequest(context, repository, pullRequest);
  const name = review.state === 'approved' ? 'approval' : 'changes_request';
  void sendEvent(context, repository, {
    key,
    actor,
    more: {
      pullrequest: whole,
      [name]: { date: review.date, user: actor.body },
    },
  });
}
