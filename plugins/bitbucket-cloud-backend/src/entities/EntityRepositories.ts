import { type BitbucketPipelinesClient } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
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
  entity: Entity;
  name: RepositoryName;
  pages: WorkspacePages;
  /** Creates a client with the access token of a person; undefined if people cannot run pipelines in the portal. */
  personalClient?: (token: string) => BitbucketPipelinesClient;
}

/** A workspace that the portal reads. */
export interface PagesOfWorkspace
  extends Pick<EntityRepository, 'pages' | 'personalClient'> {
  workspace: string;
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
    const name = repositoryOf(entity);
    const found =
      name &&
      this.workspaces.find(
        ({ workspace }) =>
          workspace.toLowerCase() === name.workspace.toLowerCase(),
      );
    if (found) {
      const { pages, personalClient } = found;
      return { entity, name, pages, personalClient };
    }
    throw new NotFoundError(
      'This entity has no repository in a Bitbucket workspace that the portal reads. Its owners can set the annotation bitbucket.org/repo-slug to workspace/repository',
    );
  }
}
