import type { Site } from '../http/Site';
import {
  commitBody,
  condensedRepositoryBody,
  repositoryBody,
} from '../bodies/repositoryBodies';
import {
  condensedProjectBody,
  condensedWorkspaceBody,
} from '../bodies/workspaceBodies';
import type { StubContext } from '../context';
import type { Repository } from '../model/types';
import type { Commit } from '../store/Commit';
import { mainBranchOf } from '../store/LiveRepository';

type Resources = Pick<StubContext, 'store' | 'site'>;

/** Returns a repository as the REST API returns it. */
export function describeRepository(
  { store, site }: Resources,
  repository: Repository,
): object {
  const { repositories } = store;
  const workspace = store.findWorkspace(repository.workspace)!;
  return repositoryBody(
    repository,
    {
      workspace,
      project: store.findProject(workspace, repository.project),
      tip: repositories.findBranch(repository, mainBranchOf(repository)),
      updatedOn: repositories.updatedOn(repository),
      parent: repositories.findByUuid(repository.parent ?? ''),
    },
    site,
  );
}

/** Returns a repository as the events of webhooks contain it. */
export function describeInEvent(
  { store, site }: Resources,
  repository: Repository,
) {
  const workspace = store.findWorkspace(repository.workspace)!;
  const project = store.findProject(workspace, repository.project);
  return {
    ...condensedRepositoryBody(repository, site),
    is_private: repository.is_private ?? true,
    scm: 'git',
    workspace: condensedWorkspaceBody(workspace, site),
    ...(project ? { project: condensedProjectBody(project, site) } : {}),
  };
}

/** Returns a commit with its author. */
export function describeCommit(
  { store, site }: { store: StubContext['store']; site: Site },
  repository: Repository,
  commit: Commit,
) {
  const { uuid } = commit.author;
  const author = uuid === undefined ? undefined : store.findPerson(uuid);
  return commitBody(repository, commit, author, site);
}
