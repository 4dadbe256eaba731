import type { Actor } from '../bodies/Actor';
import { statusBody } from '../bodies/statusBodies';
import { sendEvent, type EventContext } from '../events/sendEvent';
import type { WebhookEvent } from '../model/webhookEvents';
import type { Repository } from '../model/types';
import type { CommitStatus } from '../store/Pipeline';

/** Adds or replaces a build status, and sends `repo:commit_status_created` or `repo:commit_status_updated`. */
export function saveStatus(
  context: EventContext,
  repository: Repository,
  { status, actor }: { status: CommitStatus; actor: Actor },
): CommitStatus {
  const { statuses } = context.store.builds.of(repository);
  const before = statuses.get(`${status.hash} ${status.key}`);
  const createdOn = before?.createdOn ?? status.createdOn;
  const saved = { ...status, createdOn };
  context.store.builds.setStatus(repository, saved);
  sendStatusEvent(context, repository, {
    status: saved,
    actor,
    key: before ? 'repo:commit_status_updated' : 'repo:commit_status_created',
  });
  return saved;
}

/**
 * Sends an event about a build status.
 *
 * Source: https://support.atlassian.com/bitbucket-cloud/docs/event-payloads/#Build-status-created
 */
export function sendStatusEvent(
  context: EventContext,
  repository: Repository,
  event: { key: WebhookEvent; status: CommitStatus; actor: Actor },
): void {
  const { key, status, actor } = event;
  const more = { commit_status: statusBody(context, repository, status) };
  void sendEvent(context, repository, { key, actor, more });
}
