import {
  ANNOTATION_SOURCE_LOCATION,
  Entity,
  parseLocationRef,
} from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';
import { CatalogProcessor, LocationSpec } from '@backstage/plugin-catalog-node';

/**
 * Refuses an entity that names a folder of the backend as its source, unless it comes from a file of
 * the backend itself. A template reads its skeleton from there: the scaffolder copies files from a
 * source that starts with `file://`, and reads all other sources with the URL readers.
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
        `The annotation ${ANNOTATION_SOURCE_LOCATION} is not a URL. Write it as url:https://… without white space, or remove it.`,
      );
    }
    return entity;
  }
}

/** Returns whether a location can only be read over HTTP, and so by the URL readers of the portal. */
function isWebLocation(source: unknown): boolean {
  try {
    const { type, target } = parseLocationRef(source as string);
    return (
      // White space would end up in the type or the target in some readers of the annotation.
      !/\s/.test(source as string) &&
      type === 'url' &&
      /^https?:\/\//.test(target) &&
      URL.canParse(target)
    );
  } catch {
    return false;
  }
}
