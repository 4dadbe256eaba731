import { ANNOTATION_SOURCE_LOCATION, Entity } from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';
import { CatalogProcessor, LocationSpec } from '@backstage/plugin-catalog-node';

/**
 * Refuses an entity that names a folder of the backend as its source, unless it comes from a file of
 * the backend itself. A template reads its skeleton from there.
 */
export class SourceLocationProcessor implements CatalogProcessor {
  getProcessorName(): string {
    return 'SourceLocationProcessor';
  }

  async preProcessEntity(
    entity: Entity,
    location: LocationSpec,
  ): Promise<Entity> {
    const source = entity.metadata.annotations?.[ANNOTATION_SOURCE_LOCATION];
    if (
      source !== undefined &&
      location.type !== 'file' &&
      !/^url:/i.test(String(source))
    ) {
      throw new InputError(
        `The annotation ${ANNOTATION_SOURCE_LOCATION} is not a URL. Write it as url:https://…, or remove it.`,
      );
    }
    return entity;
  }
}
