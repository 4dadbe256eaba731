import { BITBUCKET_CLOUD_BASE_URL } from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import {
  ANNOTATION_LOCATION,
  ANNOTATION_ORIGIN_LOCATION,
  type Entity,
} from '@backstage/catalog-model';
import { type Config } from '@backstage/config';
import { NotAllowedError } from '@backstage/errors';
import { type RepositoryName } from './repositoryOf';

/**
 * Decides on which entities the logs of a repository are shown. Logs can contain what their authors did not want to
 * publish, and every user can write an entity that names another team's repository. So the entity must come from a file in
 * the repository, from a location in `catalog.locations`, or from a source that users cannot write.
 */
export class LogReaders {
  readonly #configured: ReadonlySet<string>;

  constructor(config: Config) {
    const locations = config.getOptionalConfigArray('catalog.locations') ?? [];
    this.#configured = new Set(
      locations.map(
        each => `${each.getString('type')}:${each.getString('target')}`,
      ),
    );
  }

  /**
   * @param name - as Bitbucket names the repository now
   * @throws NotAllowedError if the entity does not prove that it belongs to the repository
   */
  require(entity: Entity, { slug, workspace }: RepositoryName): void {
    const { annotations = {} } = entity.metadata;
    const origin = annotations[ANNOTATION_ORIGIN_LOCATION] ?? '';
    const location = annotations[ANNOTATION_LOCATION] ?? '';
    const page =
      `url:${BITBUCKET_CLOUD_BASE_URL}/${workspace}/${slug}/`.toLowerCase();
    const isTrusted =
      !location.startsWith('url:') ||
      this.#configured.has(origin) ||
      `${location}/`.toLowerCase().startsWith(page);
    if (!isTrusted) {
      throw new NotAllowedError(
        `Logs are shown only on entities whose catalog file is in the repository ${workspace}/${slug}. Open the log at Bitbucket.`,
      );
    }
  }
}
