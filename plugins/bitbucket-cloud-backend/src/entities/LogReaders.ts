import { BITBUCKET_CLOUD_BASE_URL } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import {
  ANNOTATION_LOCATION,
  ANNOTATION_ORIGIN_LOCATION,
} from '@backstage/catalog-model';
import { type Config } from '@backstage/config';
import { NotAllowedError } from '@backstage/errors';
import { type EntityRepository } from './EntityRepositories';

const PROVIDERS_KEY = 'catalog.providers.bitbucketRepositories';
/** Where Bitbucket shows the head of the main branch. */
const HEAD = 'HEAD';

/** An entity, and its repository as Bitbucket names it now. */
type LogSource = Pick<EntityRepository, 'entity' | 'name'> & {
  pages: {
    facts: Pick<EntityRepository['pages']['facts'], 'get' | 'hasEntity'>;
  };
};

/**
 * Decides on which entities the logs of a repository are shown. Logs can contain what their authors did not want to
 * publish, and every user can write an entity that names another team's repository. So the entity must come from a file in
 * the main branch of the repository, from a location in `catalog.locations`, or from a source that users cannot write.
 *
 * A Location proves nothing: the catalog creates one for each URL that a user registers, and it has this URL as its own
 * location and as its source, whatever is in the file.
 *
 * A file in another branch proves nothing: the import and templates write files of users to branches of any repository.
 */
export class LogReaders {
  readonly #configured: ReadonlySet<string>;
  /** The branches from which the providers read catalog files, besides main branches. */
  readonly #branches: readonly { branch: string; workspace: string }[];

  constructor(config: Config) {
    const locations = config.getOptionalConfigArray('catalog.locations') ?? [];
    this.#configured = new Set(
      locations.map(
        each => `${each.getString('type')}:${each.getString('target')}`,
      ),
    );
    const providers = config.getOptionalConfig(PROVIDERS_KEY);
    this.#branches = (providers?.keys() ?? []).flatMap(id => {
      const branch = providers?.getOptionalString(`${id}.branch`);
      const workspace = providers?.getOptionalString(`${id}.workspace`);
      return branch && workspace
        ? { branch, workspace: workspace.toLowerCase() }
        : [];
    });
  }

  /**
   * @throws NotAllowedError if the entity does not prove that it belongs to the repository; NoAnswerError if the main
   * branch is not known
   */
  async require({ entity, name, pages }: LogSource): Promise<void> {
    const { slug, workspace } = name;
    const { annotations = {} } = entity.metadata;
    const origin = annotations[ANNOTATION_ORIGIN_LOCATION] ?? '';
    const location = annotations[ANNOTATION_LOCATION] ?? '';
    const page = `url:${BITBUCKET_CLOUD_BASE_URL}/${workspace}/${slug}`;
    const isLocation = entity.kind.toLowerCase() === 'location';
    const isTrusted =
      !location.startsWith('url:') ||
      this.#configured.has(origin) ||
      location.toLowerCase() === page.toLowerCase();
    const isInRepository = location
      .toLowerCase()
      .startsWith(`${page}/`.toLowerCase());
    const isInBranch = () =>
      this.#isInBranch(location.slice(page.length + 1), {
        entity,
        name,
        pages,
      });
    if (
      isLocation ||
      (!isTrusted && !(isInRepository && (await isInBranch())))
    ) {
      throw new NotAllowedError(
        `Logs are shown only on entities whose catalog file is in the main branch of the repository ${workspace}/${slug}. Open the log at Bitbucket.`,
      );
    }
  }

  /** The slug of a workspace that is configured by its uuid is not known here, so its branch counts in all workspaces. */
  #branchesOf({ workspace }: LogSource['name']): string[] {
    return this.#branches
      .filter(
        each =>
          each.workspace.startsWith('{') ||
          each.workspace === workspace.toLowerCase(),
      )
      .map(({ branch }) => branch);
  }

  /**
   * The catalog keeps the entities of a file that was deleted, and of a repository that was renamed. Another repository can
   * have the name since, and another file at the same path. So the file must contain the entity.
   *
   * @param url - of the file's page, such as `src/main/catalog-info.yaml`
   */
  async #isInBranch(
    url: string,
    { entity, name, pages: { facts } }: LogSource,
  ): Promise<boolean> {
    const { mainBranch } = (await facts.get(name)).data;
    if (mainBranch === undefined) {
      return false;
    }
    const text = decode(url);
    for (const branch of [HEAD, ...this.#branchesOf(name), mainBranch]) {
      const start = ['src', 'raw']
        .map(kind => `${kind}/${branch}/`)
        .find(each => text.startsWith(each));
      if (start) {
        const file = {
          branch: branch === HEAD ? mainBranch : branch,
          path: text.slice(start.length),
        };
        const { data } = await facts.hasEntity(name, file, entity);
        return data;
      }
    }
    return false;
  }
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
