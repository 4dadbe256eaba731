import type { Actor } from '../bodies/Actor';
import { condensedRepositoryBody } from '../bodies/repositoryBodies';
import { condensedWorkspaceBody } from '../bodies/workspaceBodies';
import { describeInEvent } from '../events/repositoryResource';
import { sendEvent, type EventContext } from '../events/sendEvent';
import type { Repository } from '../model/types';

/** The fields that an update of a repository can change. */
export type RepositoryChange = Partial<
  Pick<
    Repository,
    'name' | 'slug' | 'description' | 'language' | 'is_private' | 'project'
  >
>;

/** Adds a repository, and sends `repo:created` to the webhooks of its workspace. */
export function createRepository(
  context: EventContext,
  repository: Repository,
  actor: Actor,
): void {
  context.store.repositories.add(repository);
  void sendEvent(context, repository, { key: 'repo:created', actor });
}

/** Adds a fork, and sends `repo:created` for it and `repo:fork` for its parent. */
export function forkRepository(
  context: EventContext,
  [parent, fork]: [parent: Repository, fork: Repository],
  actor: Actor,
): void {
  context.store.repositories.fork(parent, fork);
  void sendEvent(context, fork, { key: 'repo:created', actor });
  const more = { fork: describeInEvent(context, fork) };
  void sendEvent(context, parent, { key: 'repo:fork', actor, more });
}

/**
 * Changes a repository, and sends `repo:updated`. Its former slug is free after that.
 *
 * Source: https://support.atlassian.com/bitbucket-cloud/docs/event-payloads/#Updated
 */
export function updateRepository(
  context: EventContext,
  before: Repository,
  change: { fields: RepositoryChange; actor: Actor },
): Repository {
  const { store, clock, site } = context;
  const { fields, actor } = change;
  const after = { ...before, ...fields };
  store.repositories.replace(
    before,
    after,
    new Date(clock.now()).toISOString(),
  );
  const tell = (repository: Repository) => {
    const { links, name, full_name } = condensedRepositoryBody(
      repository,
      site,
    );
    const { description = '', language = '', is_private = true } = repository;
    return { name, full_name, links, description, language, is_private };
  };
  const [old, current] = [tell(before), tell(after)];
  const changes = Object.entries(current).flatMap(([name, value]) => {
    const previous = old[name as keyof typeof old];
    return JSON.stringify(previous) === JSON.stringify(value)
      ? []
      : [[name, { old: previous, new: value }]];
  });
  const more = { changes: Object.fromEntries(changes) };
  void sendEvent(context, after, { key: 'repo:updated', actor, more });
  return after;
}

/** Removes a repository with its webhooks, and sends `repo:deleted`. */
export function deleteRepository(
  context: EventContext,
  repository: Repository,
  actor: Actor,
): void {
  const { repositories, hooks } = context.store;
  void sendEvent(context, repository, { key: 'repo:deleted', actor });
  repositories.remove(repository);
  hooks.removeAll(repository);
}

/**
 * Moves a repository to another workspace, and sends `repo:transfer` to the webhooks of the repository and
 * of both workspaces.
 */
export function transferRepository(
  context: EventContext,
  before: Repository,
  change: { workspace: string; project: string; actor: Actor },
): Repository {
  const { store, clock, site } = context;
  const { workspace, project, actor } = change;
  const after = { ...before, workspace, project };
  store.repositories.replace(
    before,
    after,
    new Date(clock.now()).toISOString(),
  );
  const previous = store.findWorkspace(before.workspace)!;
  void sendEvent(context, after, {
    key: 'repo:transfer',
    actor,
    more: { previous_workspace: condensedWorkspaceBody(previous, site) },
    previousWorkspace: previous.slug,
  });
  return after;
}
