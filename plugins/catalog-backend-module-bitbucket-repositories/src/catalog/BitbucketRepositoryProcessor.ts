import {
  BITBUCKET_REPO_SLUG_ANNOTATION,
  BITBUCKET_REPO_UUID_ANNOTATION,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { type Entity } from '@backstage/catalog-model';
import {
  type CatalogProcessor,
  type CatalogProcessorEmit,
  type LocationSpec,
  processingResult,
} from '@backstage/plugin-catalog-node';
import { type CatalogProblems } from '../store/CatalogProblems';
import { type StoredFiles } from '../store/StoredFiles';

/**
 * Adds the annotations of the repository to the entities of its catalog files. An entity that names
 * another repository stays as it is.
 */
export class BitbucketRepositoryProcessor implements CatalogProcessor {
  constructor(
    private readonly files: StoredFiles,
    private readonly problems: Pick<CatalogProblems, 'countRetries'>,
  ) {}

  getProcessorName(): string {
    return 'BitbucketRepositoryProcessor';
  }

  async preProcessEntity(
    entity: Entity,
    { target, type }: LocationSpec,
    emit: CatalogProcessorEmit,
  ): Promise<Entity> {
    if (type === 'url' && entity.kind === 'Location') {
      const retries = await this.problems.countRetries(target);
      if (retries > 0) {
        // The catalog adds the entities of the file again only if the result of processing differs.
        emit(processingResult.refresh(`bitbucket-conflicts:${retries}`));
      }
    }
    const file = type === 'url' ? await this.files.find(target) : undefined;
    const { annotations } = entity.metadata;
    const named = annotations?.[BITBUCKET_REPO_SLUG_ANNOTATION];
    if (!file || (named !== undefined && named !== file.slug)) {
      return entity;
    }
    return {
      ...entity,
      metadata: {
        ...entity.metadata,
        annotations: {
          ...annotations,
          [BITBUCKET_REPO_SLUG_ANNOTATION]: file.slug,
          [BITBUCKET_REPO_UUID_ANNOTATION]: file.uuid,
        },
      },
    };
  }
}
