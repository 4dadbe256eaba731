import type { Repository } from '../../model/types';
import { mainBranchOf, type Commit } from '../../store/Repositories';
import type { Call, Representation } from '../Call';
import { readRole, type RepositoryRole } from '../parameters';
import { fieldsNamed } from '../query/select';
import { branchBody, commitBody, repositoryBody } from '../repositoryBodies';
import { noWorkspace, RestError } from '../RestError';
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
);

const BRANCH_FIELDS = fieldsNamed('name', 'target.hash', 'target.date');

/** Repositories and their branches. */
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
    path: '/repositories/{workspace}/{repo_slug}/refs/branches',
    scopes: ['repository'],
    respond: call => {
      const repository = call.repository();
      return call.sendList(
        call.context.store.repositories.branchesOf(repository),
        ([name, commit]) => presentBranch(call, repository, name, commit),
        { filter: BRANCH_FIELDS, sort: BRANCH_FIELDS },
      );
    },
  },
  {
    method: 'GET',
    path: '/repositories/{workspace}/{repo_slug}/refs/branches/{name}',
    scopes: ['repository'],
    respond: call => {
      const repository = call.repository();
      const wanted = call.param('name');
      const branch = call.context.store.repositories
        .branchesOf(repository)
        .find(([name]) => name === wanted);
      if (!branch) {
        throw new RestError(404, `Branch "${wanted}" does not exist.`);
      }
      return call.send(presentBranch(call, repository, ...branch));
    },
  },
];

function present(call: Call, repository: Repository): Representation {
  const { store, site } = call.context;
  const workspace = store.findWorkspace(repository.workspace)!;
  return {
    body: repositoryBody(
      repository,
      {
        workspace,
        project: store.findProject(workspace, repository.project),
        tip: store.repositories.findBranch(
          repository,
          mainBranchOf(repository),
        ),
      },
      site,
    ),
  };
}

function presentBranch(
  call: Call,
  repository: Repository,
  name: string,
  commit: Commit,
): Representation {
  const { store, site } = call.context;
  const author = commit.author ? store.findPerson(commit.author) : undefined;
  const target = commitBody(repository, commit, author, site);
  return { body: branchBody(repository, name, target, site) };
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
