import { personActor, type Actor } from '../bodies/Actor';
import type { StubContext } from '../context';
import type { Repository, Workspace } from '../model/types';

/** Finds a repository by slugs or uuids. Throws an Error if it does not exist. */
export function findPlace(
  { store }: Pick<StubContext, 'store'>,
  workspaceId: string,
  repositoryId: string,
): [Workspace, Repository] {
  const workspace = store.findWorkspace(workspaceId);
  const repository =
    workspace && store.repositories.find(workspace.slug, repositoryId);
  if (!repository) {
    throw new Error(
      `There is no repository "${workspaceId}/${repositoryId}" at the stub.`,
    );
  }
  return [workspace, repository];
}

/**
 * Finds the person who does something; without an id, an owner of the workspace. Throws an Error without one.
 *
 * @param by - the id, and the name of the field that contains it
 */
export function findActor(
  { store, site }: Pick<StubContext, 'store' | 'site'>,
  workspace: Workspace,
  { id, field = 'by' }: { id: string | undefined; field?: string },
): Actor {
  const person =
    id === undefined
      ? store
          .membersOf(workspace)
          .find(each => each.workspaces[workspace.slug] === 'owner')
      : store.findPerson(id);
  if (!person) {
    throw new Error(
      id === undefined
        ? `The workspace "${workspace.slug}" has no owner: set "${field}".`
        : `There is no account "${id}" at the stub.`,
    );
  }
  return personActor(person, site);
}
