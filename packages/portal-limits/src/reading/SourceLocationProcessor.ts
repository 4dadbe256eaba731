import {
  ANNOTATION_SOURCE_LOCATION,
  type Entity,
  parseLocationRef,
} from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';
import {
  type CatalogProcessor,
  type LocationSpec,
} from '@backstage/plugin-catalog-node';

/**
 * Rejects an entity whose source is a folder of the backend, unless the entity comes from a file of the
 * backend. A template reads its skeleton from its source: the scaffolder copies files from a source that
 * starts with `file://`, and reads all other sources with the URL readers.
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
      !isWebLocation(source)
    ) {
      throw new InputError(
        `The annotation ${ANNOTATION_SOURCE_LOCATION} is not a URL. Use the format url:https://… without white space, or remove the annotation.`,
      );
    }
    return entity;
  }
}

/** Returns whether a location can only be read over HTTP, that is by the URL readers of the portal. */
function isWebLocation(source: unknown): boolean {
  try {
    const { type, target } = parseLocationRef(source as string);
    return (
      // Some readers of the annotation would include the white space in the type or the target.
      !/\s/.test(source as string) &&
      type === 'url' &&
      /^https?:\/\//.test(target) &&
      URL.canParse(target)
    );
  } catch {
    return false;
  }
}
