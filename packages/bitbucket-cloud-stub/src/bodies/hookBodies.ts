import type { Site } from '../http/Site';
import type { Repository, Workspace } from '../model/types';
import type { Hook } from '../store/Hooks';
import { apiUrlOf, condensedRepositoryBody } from './repositoryBodies';
import { condensedWorkspaceBody } from './workspaceBodies';

/** Returns a webhook of a repository, without its secret. */
export function repositoryHookBody(
  repository: Repository,
  hook: Hook,
  site: Site,
) {
  const subject = condensedRepositoryBody(repository, site);
  const self = `${apiUrlOf(repository, site)}/hooks`;
  return { ...hookBody(hook, self), subject_type: 'repository', subject };
}

/** Returns a webhook of a workspace, without its secret. */
export function workspaceHookBody(
  workspace: Workspace,
  hook: Hook,
  site: Site,
) {
  const subject = condensedWorkspaceBody(workspace, site);
  const self = `${site.apiUrl}/workspaces/${workspace.slug}/hooks`;
  return { ...hookBody(hook, self), subject_type: 'workspace', subject };
}

function hookBody(hook: Hook, listUrl: string) {
  const { uuid, url, events, created_at: createdAt } = hook;
  return {
    type: 'webhook_subscription',
    uuid,
    url,
    description: hook.description ?? '',
    active: hook.active ?? true,
    events,
    secret_set: hook.secret !== undefined,
    created_at: createdAt,
    links: { self: { href: `${listUrl}/${encodeURIComponent(uuid)}` } },
  };
}
