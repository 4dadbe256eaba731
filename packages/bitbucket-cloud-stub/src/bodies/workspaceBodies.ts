import type { Site } from '../http/Site';
import type {
  Person,
  Project,
  ProjectPermission,
  Workspace,
  WorkspacePermission,
} from '../model/types';
import { workspaceAvatarUrl } from '../http/avatarUrls';
import { condensedUserBody, teamBody } from './userBodies';

const LONG_AGO = '2020-01-01T00:00:00.000000+00:00';

/** Returns when a workspace was created. */
export function createdOn(workspace: Workspace): string {
  return workspace.created_on ?? LONG_AGO;
}

/** Returns a membership for `/2.0/user/workspaces`. */
export function workspaceAccessBody(
  workspace: Workspace,
  administrator: boolean,
  site: Site,
) {
  return {
    type: 'workspace_access',
    administrator,
    workspace: {
      type: 'workspace_base',
      slug: workspace.slug,
      uuid: workspace.uuid,
      links: {
        self: { href: `${site.apiUrl}/workspaces/${workspace.slug}` },
        avatar: { href: workspaceAvatarUrl(workspace, site) },
      },
    },
  };
}

/** Returns a workspace as part of another resource. */
export function condensedWorkspaceBody(workspace: Workspace, site: Site) {
  const { slug, uuid, name } = workspace;
  return {
    type: 'workspace',
    uuid,
    name,
    slug,
    links: {
      self: { href: `${site.apiUrl}/workspaces/${slug}` },
      html: { href: `${site.url}/${slug}/` },
      avatar: { href: workspaceAvatarUrl(workspace, site) },
    },
  };
}

/** Returns a workspace for `/2.0/workspaces/{workspace}`. */
export function workspaceBody(workspace: Workspace, site: Site) {
  const { links, ...rest } = condensedWorkspaceBody(workspace, site);
  const self = links.self.href;
  return {
    ...rest,
    is_private: workspace.is_private ?? true,
    is_privacy_enforced: false,
    forking_mode: 'allow_forks',
    created_on: createdOn(workspace),
    links: {
      ...links,
      members: { href: `${self}/members` },
      owners: { href: `${self}/permissions?q=permission%3D%22owner%22` },
      projects: { href: `${self}/projects` },
      repositories: {
        href: `${site.apiUrl}/repositories/${workspace.slug}`,
      },
      snippets: { href: `${site.apiUrl}/snippets/${workspace.slug}` },
    },
  };
}

/**
 * Returns the membership of a person in a workspace.
 *
 * @param permission - Only returned by some endpoints.
 */
export function membershipBody(
  workspace: Workspace,
  person: Person,
  site: Site,
  permission?: WorkspacePermission,
) {
  const id = encodeURIComponent(person.uuid);
  return {
    type: 'workspace_membership',
    ...(permission ? { permission } : {}),
    user: condensedUserBody(person, site),
    workspace: condensedWorkspaceBody(workspace, site),
    links: {
      self: {
        href: `${site.apiUrl}/workspaces/${workspace.slug}/members/${id}`,
      },
    },
  };
}

/** Returns a project as part of another resource. */
export function condensedProjectBody(project: Project, site: Site) {
  const { workspace, key, uuid, name } = project;
  return {
    type: 'project',
    key,
    uuid,
    name,
    links: {
      html: { href: `${site.url}/${workspace}/workspace/projects/${key}` },
      avatar: { href: `${site.ownUrl}/_stub/avatars/${key}.svg` },
    },
  };
}

/** Returns a project for `/2.0/workspaces/{workspace}/projects`. */
export function projectBody(
  project: Project,
  workspace: Workspace,
  hasPublicRepositories: boolean,
  site: Site,
) {
  const created = project.created_on ?? createdOn(workspace);
  return {
    ...condensedProjectBody(project, site),
    description: project.description ?? '',
    is_private: project.is_private ?? true,
    has_publicly_visible_repos: hasPublicRepositories,
    created_on: created,
    updated_on: created,
    owner: teamBody(workspace, site),
    workspace: condensedWorkspaceBody(workspace, site),
  };
}

/** Returns a person's explicit permission for a project. */
export function projectPermissionBody(
  project: Project,
  person: Person,
  permission: ProjectPermission,
  site: Site,
) {
  const { workspace, key } = project;
  const id = encodeURIComponent(person.uuid);
  return {
    type: 'project_user_permission',
    permission,
    user: condensedUserBody(person, site),
    project: condensedProjectBody(project, site),
    links: {
      self: {
        href: `${site.apiUrl}/workspaces/${workspace}/projects/${key}/permissions-config/users/${id}`,
      },
    },
  };
}
