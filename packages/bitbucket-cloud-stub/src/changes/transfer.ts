import { personActor } from '../bodies/Actor';
import type { EventContext } from '../events/sendEvent';
import type { Repository } from '../model/types';
import { transferRepository } from './changeRepository';

/**
 * Where to move a repository.
 *
 * @public
 */
export interface Transfer {
  /** Slug, or uuid with braces. */
  workspace: string;
  /** Key of a project of that workspace. Defaults to its first project. */
  project?: string;
}

/**
 * Moves a repository to another workspace, as its new owner does on the website of Bitbucket. The REST API
 * of Bitbucket Cloud has no such operation.
 *
 * @throws Error if the repository, the workspace or the project does not exist, or the slug is taken.
 */
export function transfer(
  context: EventContext,
  [from, id]: [workspace: string, repository: string],
  { workspace: to, project: key }: Transfer,
): Repository {
  const { store, site } = context;
  const source = store.findWorkspace(from);
  const repository = source && store.repositories.find(source.slug, id);
  if (!repository) {
    throw new Error(`There is no repository "${from}/${id}" at the stub.`);
  }
  const workspace = store.findWorkspace(to);
  if (!workspace) {
    throw new Error(`workspace: there is no workspace "${to}" at the stub.`);
  }
  const project =
    key === undefined
      ? store.projectsOf(workspace)[0]
      : store.findProject(workspace, key);
  if (!project) {
    throw new Error(
      `project: the workspace "${workspace.slug}" has no project "${
        key ?? ''
      }".`,
    );
  }
  if (store.repositories.find(workspace.slug, repository.slug)) {
    throw new Error(
      `The workspace "${workspace.slug}" already has a repository "${repository.slug}".`,
    );
  }
  const owner = store
    .membersOf(workspace)
    .find(person => person.workspaces[workspace.slug] === 'owner');
  if (!owner) {
    throw new Error(
      `The workspace "${workspace.slug}" has no owner, who would accept the repository.`,
    );
  }
  return transferRepository(context, repository, {
    workspace: workspace.slug,
    project: project.key,
    actor: personActor(owner, site),
  });
}
