import {
  type BackstageCredentials,
  type BackstageUserPrincipal,
} from '@backstage/backend-plugin-api';
import { type CompoundEntityRef, type Entity } from '@backstage/catalog-model';
import { NotFoundError } from '@backstage/errors';
import { type CatalogService } from '@backstage/plugin-catalog-node';
import { type WorkspacePages } from '../pages/WorkspacePages';
import { type RepositoryName, repositoryOf } from './repositoryOf';

/** A repository, and the way to read it. */
export interface EntityRepository {
  name: RepositoryName;
  pages: WorkspacePages;
}

/** A workspace that the portal reads. */
export interface PagesOfWorkspace {
  workspace: string;
  pages: WorkspacePages;
}

/** Finds the repositories of entities. */
export class EntityRepositories {
  constructor(
    private readonly catalog: CatalogService,
    private readonly workspaces: readonly PagesOfWorkspace[],
  ) {}

  /**
   * Returns the repository of an entity that the user can read.
   *
   * @throws NotFoundError if there is no such entity for this user, or if it has no repository in a workspace that
   * the portal reads
   */
  async find(
    ref: CompoundEntityRef,
    credentials: BackstageCredentials<BackstageUserPrincipal>,
  ): Promise<EntityRepository> {
    const entity = await this.catalog.getEntityByRef(ref, { credentials });
    if (!entity) {
      throw new NotFoundError('The catalog has no such entity for you');
    }
    const found = this.locate(entity);
    if (found) {
      return found;
    }
    throw new NotFoundError(
      'This entity has no repository in a Bitbucket workspace that the portal reads. Its owners can set the annotation bitbucket.org/repo-slug to workspace/repository',
    );
  }
  /** Returns the repository of an entity, or undefined if it is in no workspace that the portal reads. */
  locate(entity: Entity): EntityRepository | undefined {
    const name = repositoryOf(entity);
    const found =
      name &&
      this.workspaces.find(
        ({ workspace }) =>
          workspace.toLowerCase() === name.workspace.toLowerCase(),
      );
    return found && { name, pages: found.pages };
  }
}
