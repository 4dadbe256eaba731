import { type BitbucketPipelinesClient } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import {
  type BackstageCredentials,
  type BackstageUserPrincipal,
} from '@backstage/backend-plugin-api';
import { type CompoundEntityRef, type Entity } from '@backstage/catalog-model';
import { NotFoundError } from '@backstage/errors';
import { type CatalogService } from '@backstage/plugin-catalog-node';
import { NoAnswerError } from '../answers/NoAnswerError';
import { type WorkspacePages } from '../pages/WorkspacePages';
import {
  type KnownRepository,
  type RepositoryName,
  repositoryOf,
} from './repositoryOf';

/** A workspace can get another slug. */
const SLUG_MS = 10 * 60_000;

/** A repository, and the way to read it. */
export interface EntityRepository {
  entity: Entity;
  name: KnownRepository;
  pages: WorkspacePages;
  /** Finds the repository by its uuid in the other workspaces that the portal reads. */
  findMoved?(): Promise<MovedRepository | undefined>;
  /** Creates a client with the access token of a person; undefined if people cannot run pipelines in the portal. */
  personalClient?: (token: string) => BitbucketPipelinesClient;
}

/** What changes for a repository that was moved to another workspace. */
export type MovedRepository = Pick<
  EntityRepository,
  'name' | 'pages' | 'personalClient'
>;

/** A workspace that the portal reads. */
export interface PagesOfWorkspace
  extends Pick<EntityRepository, 'pages' | 'personalClient'> {
  workspace: string;
}

/** Finds the repositories of entities. */
export class EntityRepositories<W extends PagesOfWorkspace = PagesOfWorkspace> {
  /** Of workspaces that are configured by their uuid. */
  readonly #slugs = new Map<string, { slug: string; until: number }>();

  constructor(
    private readonly catalog: CatalogService,
    private readonly workspaces: readonly W[],
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
    const found = await this.locate(entity);
    if (found) {
      return found;
    }
    throw new NotFoundError(
      'This entity has no repository in a Bitbucket workspace that the portal reads. Its owners can set the annotation bitbucket.org/repo-slug to workspace/repository',
    );
  }
  /** Returns the repository of an entity, or undefined if it is in no workspace that the portal reads. */
  async locate(entity: Entity): Promise<EntityRepository | undefined> {
    const name = repositoryOf(entity);
    const found = name && (await this.workspaceOf(name));
    return (
      found && {
        entity,
        name,
        pages: found.pages,
        personalClient: found.personalClient,
        findMoved: () => this.#findMoved(name, found),
      }
    );
  }

  /** Returns the workspace of a repository, or undefined if the portal does not read it. */
  async workspaceOf(name: RepositoryName): Promise<W | undefined> {
    for (const each of this.workspaces) {
      const slug = isUuid(each.workspace)
        ? await this.#slugOf(each, name)
        : each.workspace;
      if (slug?.toLowerCase() === name.workspace.toLowerCase()) {
        return each;
      }
    }
    return undefined;
  }

  async #findMoved(
    { uuid }: KnownRepository,
    former: W,
  ): Promise<MovedRepository | undefined> {
    for (const each of uuid ? this.workspaces : []) {
      const name = each === former ? undefined : await currentName(each, uuid!);
      if (name) {
        const { pages, personalClient } = each;
        return { name: { ...name, uuid }, pages, personalClient };
      }
    }
    return undefined;
  }

  /**
   * Returns the slug of a workspace that is configured by its uuid. Bitbucket returns it with each of its repositories, so
   * that the credentials need no further scope.
   */
  async #slugOf(
    { pages, workspace }: PagesOfWorkspace,
    { slug }: RepositoryName,
  ): Promise<string | undefined> {
    const known = this.#slugs.get(workspace);
    if (known && known.until > Date.now()) {
      return known.slug;
    }
    try {
      const { data } = await pages.currentName(slug);
      const until = Date.now() + SLUG_MS;
      this.#slugs.set(workspace, { slug: data.workspace, until });
      return data.workspace;
    } catch (error) {
      if (error instanceof NoAnswerError && error.problem.kind === 'gone') {
        return undefined;
      }
      throw error;
    }
  }
}

/** Returns undefined if the repository is in another workspace, or if the portal cannot read it. */
async function currentName(
  { pages, workspace }: PagesOfWorkspace,
  uuid: string,
): Promise<RepositoryName | undefined> {
  try {
    const { data, problem } = await pages.currentName(uuid);
    const found = isUuid(workspace) ? data.workspaceUuid : data.workspace;
    const isHere = found?.toLowerCase() === workspace.toLowerCase();
    return isHere && !problem
      ? { workspace: data.workspace, slug: data.slug }
      : undefined;
  } catch (error) {
    if (error instanceof NoAnswerError) {
      return undefined;
    }
    throw error;
  }
}

function isUuid(workspace: string): boolean {
  return workspace.startsWith('{');
}
