import type { Repository } from '../../model/types';
import { createdOn } from '../../bodies/workspaceBodies';
import { describeRepository } from '../../events/repositoryResource';
import type { Call, Representation } from '../Call';
import { readRole, type RepositoryRole } from '../parameters';
import { fieldsNamed } from '../query/select';
import { noWorkspace } from '../RestError';
import type { RestEndpoint } from './RestEndpoint';

const FIELDS = fieldsNamed(
  'name',
  'slug',
  'full_name',
  'uuid',
  'description',
  'language',
  'is_private',
  'size',
  'created_on',
  'updated_on',
  'project.key',
  'project.name',
  'project.uuid',
  'mainbranch.name',
  'parent.uuid',
  'parent.full_name',
);

/** Reads repositories. */
export const REPOSITORY_ENDPOINTS: readonly RestEndpoint[] = [
  {
    method: 'GET',
    path: '/repositories/{workspace}',
    scopes: ['repository'],
    respond: call => {
      const { store } = call.context;
      const id = call.param('workspace');
      const workspace = store.findWorkspace(id);
      if (!workspace) {
        throw noWorkspace(id);
      }
      const role = readRole(call.query('role'));
      const repositories = store.repositories
        .of(workspace.slug)
        .filter(each => call.seesRepository(each) && hasRole(call, each, role));
      return call.sendList(repositories, each => present(call, each), {
        filter: FIELDS,
        sort: FIELDS,
        sortValues: {
          created_on: each => each.created_on ?? createdOn(workspace),
        },
      });
    },
  },
  {
    method: 'GET',
    path: '/repositories/{workspace}/{repo_slug}',
    scopes: ['repository'],
    respond: call => call.send(present(call, call.repository())),
  },
  {
    method: 'GET',
    path: '/repositories/{workspace}/{repo_slug}/forks',
    scopes: ['repository'],
    respond: call => {
      const role = readRole(call.query('role'));
      const forks = call.context.store.repositories
        .forksOf(call.repository())
        .filter(each => call.seesRepository(each) && hasRole(call, each, role));
      return call.sendList(forks, each => present(call, each), {
        filter: FIELDS,
        sort: FIELDS,
      });
    },
  },
];

function present({ context }: Call, repository: Repository): Representation {
  return { body: describeRepository(context, repository) };
}

function hasRole(
  call: Call,
  { workspace, project }: Repository,
  role: RepositoryRole | undefined,
): boolean {
  switch (role) {
    case undefined:
      return true;
    case 'member':
      return call.belongsTo(call.context.store.findWorkspace(workspace)!);
    case 'contributor':
      return call.writesTo(workspace, project);
    default:
      return call.administersProject(workspace, project);
  }
}
