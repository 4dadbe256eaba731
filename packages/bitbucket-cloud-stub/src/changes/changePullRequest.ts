import { accountOf, type Actor } from '../bodies/Actor';
import {
  describePullRequest,
  refreshPullRequest,
} from '../events/pullRequestResource';
import { sendEvent, type EventContext } from '../events/sendEvent';
import type { WebhookEvent } from '../model/webhookEvents';
import type { Repository } from '../model/types';
import type { PullRequest, Update } from '../store/PullRequest';

/** Saves a new or changed pull request with an entry in its activity, and sends an event. */
export function savePullRequest(
  context: EventContext,
  [repository, pullRequest]: [Repository, PullRequest],
  { key, actor }: { key: WebhookEvent; actor: Actor },
): PullRequest {
  const { source, title, state, updatedOn: date } = pullRequest;
  const update: Update = {
    ...{ account: accountOf(actor), date, state, title, hash: source.hash },
  };
  const saved = { ...pullRequest, updates: [...pullRequest.updates, update] };
  context.store.repositories.setPullRequest(repository, saved);
  const { whole } = describePullRequest(context, repository, saved);
  const more = { pullrequest: whole };
  void sendEvent(context, repository, { key, actor, more });
  return saved;
}

/** Declines an open pull request, and sends `pullrequest:rejected`. */
export function declinePullRequest(
  context: EventContext,
  [repository, open]: [Repository, PullRequest],
  { actor, reason }: { actor: Actor; reason?: string },
): PullRequest {
  const declined: PullRequest = {
    ...refreshPullRequest(context, repository, open),
    state: 'DECLINED',
    closedBy: accountOf(actor),
    updatedOn: new Date(context.clock.now()).toISOString(),
    ...(reason === undefined ? {} : { reason }),
  };
  const event = { key: 'pullrequest:rejected', actor } as const;
  return savePullRequest(context, [repository, declined], event);
}
