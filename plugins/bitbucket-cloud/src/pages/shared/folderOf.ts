import { folderOfLocation } from '@backstage-bitbucket/plugin-bitbucket-cloud-common';
import {
  ANNOTATION_SOURCE_LOCATION,
  type Entity,
} from '@backstage/catalog-model';

/** Returns the folder of a repository in which an entity is, without slashes around it, or undefined for the root. */
export function folderOf({ metadata }: Entity): string | undefined {
  return folderOfLocation(
    metadata.annotations?.[ANNOTATION_SOURCE_LOCATION] ?? '',
  );
}
