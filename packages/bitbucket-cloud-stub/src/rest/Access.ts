import type {
  Project,
  ProjectPermission,
  Repository,
  Workspace,
} from '../model/types';
import type { Caller } from './authentication';

/** What a caller can see and change, apart from the scopes of the token. */
export class Access {
  constructor(readonly caller: Caller) {}

  seesWorkspace(workspace: Workspace): boolean {
    return workspace.is_private === false || this.belongsTo(workspace);
  }

  seesRepository(repository: Repository): boolean {
    const { is_private: isPrivate, workspace, uuid } = repository;
    return (
      isPrivate === false || this.#belongsTo(workspace) || this.#isOnly(uuid)
    );
  }

  seesProject({ is_private: isPrivate, workspace }: Project): boolean {
    return isPrivate === false || this.#belongsTo(workspace);
  }

  belongsTo(workspace: Workspace): boolean {
    return this.#belongsTo(workspace.slug);
  }

  /** Returns whether the caller owns a workspace, or is a client that acts for it. */
  administers(workspace: string): boolean {
    const { caller } = this;
    return caller.kind === 'person'
      ? caller.person.workspaces[workspace] === 'owner'
      : this.#belongsTo(workspace);
  }

  /** Returns whether the caller administers a repository. */
  administersRepository({ workspace, project, uuid }: Repository): boolean {
    return this.administersProject(workspace, project) || this.#isOnly(uuid);
  }

  /** Returns whether the caller can push to a repository. */
  writesToRepository({ workspace, project, uuid }: Repository): boolean {
    return this.writesTo(workspace, project) || this.#isOnly(uuid);
  }

  /** Returns whether the caller can create repositories in a project. */
  createsIn(workspace: string, key: string): boolean {
    const permission = this.#permission(workspace, key) ?? 'read';
    return (
      this.administers(workspace) || /^(admin|create-repo)$/.test(permission)
    );
  }

  /** Returns whether the caller administers a project, and therefore its repositories. */
  administersProject(workspace: string, key: string): boolean {
    return (
      this.administers(workspace) ||
      this.#permission(workspace, key) === 'admin'
    );
  }

  /** Returns whether the caller can change the repositories of a project. */
  writesTo(workspace: string, key: string): boolean {
    const permission = this.#permission(workspace, key) ?? 'read';
    return this.administers(workspace) || permission !== 'read';
  }

  #belongsTo(workspace: string): boolean {
    const { caller } = this;
    return caller.kind === 'person'
      ? Object.hasOwn(caller.person.workspaces, workspace)
      : caller.workspace?.slug === workspace && caller.repository === undefined;
  }

  #isOnly(uuid: string): boolean {
    const { caller } = this;
    return caller.kind === 'client' && caller.repository === uuid;
  }

  #permission(workspace: string, key: string): ProjectPermission | undefined {
    const { caller } = this;
    return caller.kind === 'person' && this.#belongsTo(workspace)
      ? caller.person.projects?.[`${workspace}/${key}`]
      : undefined;
  }
}
