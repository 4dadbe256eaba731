import type { Actor } from '../bodies/Actor';
import type { StubContext } from '../context';
import type { WebhookDelivery } from '../hooks/Deliveries';
import type { WebhookEvent } from '../model/webhookEvents';
import type { Repository } from '../model/types';
import { describeInEvent } from './repositoryResource';

/** What the routes of the stub need to send events. */
export type EventContext = Pick<
  StubContext,
  'store' | 'site' | 'clock' | 'deliveries'
>;

/** An event of a repository. */
export interface RepositoryEvent {
  key: WebhookEvent;
  actor: Actor;
  /** The fields in addition to the actor and the repository. */
  more?: object;
  /** Slug of another workspace whose webhooks receive it as well. */
  previousWorkspace?: string;
}

/**
 * Sends an event to the webhooks of a repository and of its workspace. Resolves after all webhooks have
 * responded, or after three failed attempts.
 */
export function sendEvent(
  { store, site, deliveries }: EventContext,
  repository: Repository,
  { key, actor, more = {}, previousWorkspace }: RepositoryEvent,
): Promise<WebhookDelivery[]> {
  const workspaces = [repository.workspace, previousWorkspace ?? '']
    .map(slug => store.findWorkspace(slug))
    .filter(workspace => workspace !== undefined);
  const hooks = [repository, ...workspaces].flatMap(subject =>
    store.hooks.of(subject),
  );
  return deliveries.send(hooks, key, {
    actor: actor.body,
    repository: describeInEvent({ store, site }, repository),
    ...more,
  });
}
