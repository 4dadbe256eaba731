import {
  BITBUCKET_REPO_SLUG_ANNOTATION,
  BITBUCKET_REPO_UUID_ANNOTATION,
} from '@backstage-bitbucket/plugin-bitbucket-cloud-node';
import { type Entity } from '@backstage/catalog-model';
import {
  type CatalogProcessor,
  type LocationSpec,
} from '@backstage/plugin-catalog-node';
import { type StoredFiles } from '../store/StoredFiles';

/**
 * Adds the annotations of the repository to the entities of its catalog files. An entity that names
 * another repository stays as it is.
 */
export class BitbucketRepositoryProcessor implements CatalogProcessor {
  constructor(private readonly files: StoredFiles) {}

  getProcessorName(): string {
    return 'BitbucketRepositoryProcessor';
  }

  async preProcessEntity(
    entity: Entity,
    { target, type }: LocationSpec,
  ): Promise<Entity> {
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
