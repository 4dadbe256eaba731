import type { Project, Workspace } from '../../model/types';
import { condensedUserBody } from '../../bodies/userBodies';
import type { Call, Representation } from '../Call';
import { fieldsNamed } from '../query/select';
import { RestError } from '../RestError';
import {
  projectBody,
  projectPermissionBody,
} from '../../bodies/workspaceBodies';
import type { RestEndpoint } from './RestEndpoint';

const FIELDS = fieldsNamed(
  'key',
  'name',
  'uuid',
  'description',
  'is_private',
  'created_on',
  'updated_on',
);

/** The projects of a workspace. */
export const PROJECT_ENDPOINTS: readonly RestEndpoint[] = [
  {
    method: 'GET',
    path: '/workspaces/{workspace}/projects',
    scopes: ['project'],
    respond: call => {
      const workspace = call.workspace();
      const projects = call.context.store
        .projectsOf(workspace)
        .filter(project => call.seesProject(project));
      const open = openProjects(call, workspace);
      return call.sendList(
        projects,
        project => present(call, workspace, project, open),
        { filter: FIELDS, sort: FIELDS },
      );
    },
  },
  {
    method: 'GET',
    path: '/workspaces/{workspace}/projects/{project_key}',
    scopes: ['project'],
    respond: call => {
      const workspace = call.workspace();
      const project = findProject(call, workspace);
      const open = openProjects(call, workspace);
      return call.send(present(call, workspace, project, open));
    },
  },
  {
    method: 'GET',
    path: '/workspaces/{workspace}/projects/{project_key}/default-reviewers',
    scopes: ['project:admin'],
    respond: call => {
      const { store, site } = call.context;
      const project = administeredProject(call, call.workspace());
      const people = (project.default_reviewers ?? []).flatMap(
        id => store.findPerson(id) ?? [],
      );
      return call.sendList(people, person => ({
        body: {
          type: 'default_reviewer',
          reviewer_type: 'project',
          user: condensedUserBody(person, site),
        },
      }));
    },
  },
  {
    method: 'GET',
    path: '/workspaces/{workspace}/projects/{project_key}/permissions-config/users',
    scopes: ['project:admin'],
    respond: call => {
      const { store, site } = call.context;
      const workspace = call.workspace();
      const project = administeredProject(call, workspace);
      const permissions = store.membersOf(workspace).flatMap(person => {
        const permission =
          person.projects?.[`${workspace.slug}/${project.key}`];
        return permission ? [{ person, permission }] : [];
      });
      return call.sendList(
        permissions,
        ({ person, permission }) => ({
          body: projectPermissionBody(project, person, permission, site),
        }),
        { ignoresQuery: true },
      );
    },
  },
];

function findProject(call: Call, workspace: Workspace): Project {
  const key = call.param('project_key');
  const project = call.context.store.findProject(workspace, key);
  if (!project || !call.seesProject(project)) {
    throw new RestError(404, `No project with key '${key}'.`);
  }
  return project;
}

function administeredProject(call: Call, workspace: Workspace): Project {
  const project = findProject(call, workspace);
  if (!call.administersProject(workspace.slug, project.key)) {
    throw new RestError(403, 'You do not have admin access to the project.');
  }
  return project;
}

function openProjects(call: Call, workspace: Workspace): Set<string> {
  const repositories = call.context.store.repositories.of(workspace.slug);
  return new Set(
    repositories
      .filter(each => each.is_private === false)
      .map(each => each.project),
  );
}

function present(
  call: Call,
  workspace: Workspace,
  project: Project,
  open: Set<string>,
): Representation {
  const hasPublic = open.has(project.key);
  return {
    body: projectBody(project, workspace, hasPublic, call.context.site),
  };
}
